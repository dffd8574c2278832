"""What pages about accounts say."""

from django import template

from lms.people.devices import device_name

register = template.Library()
register.filter("device", device_name)
