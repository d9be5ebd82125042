"""Invented words for names, all of one make: none hints at a place where people come from."""

from __future__ import annotations

FIRST = (
    "Abel", "Adri", "Alca", "Ambri", "Anso", "Arlo", "Basti", "Belli", "Brin", "Calo", "Casso", "Cedi", "Corin", "Dalo",
    "Darri", "Delo", "Dori", "Edda", "Elio", "Emri", "Enzi", "Fabi", "Fenno", "Filo", "Gale", "Gavi", "Genno", "Halo",
    "Hedri", "Ilse", "Imri", "Jalo", "Jori", "Kasi", "Kelo", "Lari", "Lenno", "Liso", "Lumi", "Malo", "Merri", "Milo",
    "Nadi", "Nelo", "Nori", "Odri", "Orlo", "Palo", "Pell", "Quen", "Rafi", "Rinno", "Roso", "Sabi", "Selo", "Simri",
    "Talo", "Tessi", "Timo", "Ulli", "Vanno", "Velo", "Wenni", "Yori", "Zeno", "Zilla",
)  # fmt: skip
LAST = (
    "Ambervale", "Ashcombe", "Birchall", "Bramblin", "Briarwood", "Brookmere", "Calloway", "Cedarholt", "Clayborne",
    "Copperfeld", "Cordwain", "Dellmore", "Dunmarrow", "Elderfen", "Emberlin", "Fairbrook", "Fallowell", "Fenwright",
    "Flintmoor", "Foxglade", "Gladhurst", "Glenmarch", "Greystoke", "Harrowin", "Hartwell", "Hazelmere", "Heathrin",
    "Hollinder", "Inglemoss", "Ivorsen", "Juniperth", "Kestrelin", "Kingsmoor", "Larkspur", "Lindenor", "Longmead",
    "Marchbank", "Meadowin", "Millstone", "Mossgrove", "Netherby", "Oakhaven", "Orchardin", "Pebblemor", "Pinewell",
    "Quillon", "Ravenholt", "Redfern", "Ridgeway", "Rosenfal", "Rowanby", "Saltmarsh", "Sandhurst", "Silverlin",
    "Stonebrig", "Summerlin", "Tamarask", "Thornbury", "Underhill", "Valecrest", "Waterlin", "Westmarch", "Whitlock",
    "Wildermar", "Willowby", "Windmere", "Woodruffe", "Yarrowin",
)  # fmt: skip
FIRM_FIRST = (
    "Amber", "Anchor", "Aspen", "Beacon", "Birch", "Bluebell", "Bridge", "Canyon", "Cedar", "Cobalt", "Copper", "Coral",
    "Crescent", "Delta", "Ember", "Falcon", "Fern", "Garnet", "Granite", "Harbor", "Hazel", "Heron", "Indigo", "Ivory",
    "Jasper", "Juniper", "Lantern", "Laurel", "Linden", "Maple", "Marble", "Meadow", "Meridian", "Northgate", "Oak",
    "Olive", "Onyx", "Orchard", "Osprey", "Pebble", "Pine", "Quarry", "Raven", "Ridge", "River", "Rowan", "Saffron",
    "Sequoia", "Sierra", "Silver", "Summit", "Tamarind", "Thistle", "Timber", "Topaz", "Valley", "Violet", "Walnut",
    "Willow", "Zephyr",
)  # fmt: skip
FIRM_LAST = (
    "Brothers", "Company", "and Daughters", "Depot", "Enterprises", "Group", "House", "Imports", "Market", "Mercantile",
    "Outlet", "and Partners", "Provision", "Retail", "and Sons", "Stores", "Supply", "Trade", "Trading", "Works",
)  # fmt: skip
REGIONS = ("Aldermark", "Brisland", "Corvale", "Dunmere", "Estery", "Farrow", "Galden", "Hallen", "Ostmere", "Vendry")
"""Where people were born: invented, and drawn without looking at anything else."""
STREETS = (
    "Alder Street", "Beacon Road", "Canal Street", "Dock Road", "Elm Avenue", "Foundry Lane", "Garden Street", "Hill Road",
    "Island Avenue", "Junction Street", "King Street", "Lake Road",
)  # fmt: skip
PLACES = (
    "car park of a supermarket", "car park of a furniture shop", "petrol station", "coffee shop", "car wash",
    "shopping mall, level 2", "diner", "park-and-ride", "hardware shop", "self-storage yard",
)  # fmt: skip
GOODS = (
    "garments", "footwear", "toys", "kitchenware", "phone cases", "small electronics", "bags", "bedding", "lamps",
    "stationery",
)  # fmt: skip
AREA_CODES = tuple(str(code) for code in range(201, 990) if code % 100 != 11)
FIRM_BUSINESS = (
    "restaurant", "grocery", "car wash", "nail and hair salon", "seasonal goods", "household goods", "phone shop", "bakery",
    "market stall", "remittance counter", "furniture", "flower wholesale",
)  # fmt: skip
OCCUPATIONS = (
    "student", "retired", "nurse", "cook", "driver", "teacher", "shop assistant", "engineer", "homemaker", "cleaner",
    "accountant", "waiter", "estate agent", "warehouse worker",
)  # fmt: skip
