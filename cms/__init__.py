"""The curriculum in Wagtail: pages, SOPs, the process map, versions. It knows no learner."""
