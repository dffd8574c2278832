"""What pages about accounts say."""

from django import template

from lms.people.devices import device_name
from lms.people.masking import mask_email, mask_nip

register = template.Library()
register.filter("device", device_name)
register.filter("masked_email", mask_email)
register.filter("masked_nip", mask_nip)
