import profiles

profiles.register()
