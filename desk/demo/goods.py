"""Goods and services as applicants word them, by Nice class."""

WORDING: dict[int, tuple[str, ...]] = {
    3: (
        "Skin moisturizers; facial cleansers; body scrubs",
        "Shampoos; hair conditioners; hair styling gel",
        "Scented room sprays",
    ),
    5: ("Dietary supplements; vitamin gummies", "Adhesive bandages; first aid kits"),
    7: (
        "Electric food mixers for commercial use; coffee bean grinders, other than hand-operated",
        "Pneumatic pumps; air compressors",
    ),
    8: ("Hand-operated can openers; kitchen knives; nail clippers", "Hand tools, namely, trowels and garden forks"),
    9: (
        "Downloadable mobile applications for meal planning; wireless earphones; protective cases for smartphones",
        "Smoke alarms; motion sensors; dashboard cameras",
        "Spectacle frames; sunglasses; swimming goggles",
    ),
    11: ("Electric fans; air purifying units; humidifiers for household use", "Shower heads; faucets; bathroom fixtures"),
    12: ("Bicycle saddles; bicycle pumps; child safety seats for vehicles", "Fitted covers for motorcycles"),
    14: ("Wristwatches; watch straps; clocks", "Key rings; jewelry boxes"),
    16: ("Notebooks; greeting cards; printed calendars", "Paper gift bags; adhesive tape dispensers for office use"),
    18: ("Tote bags; wallets; umbrellas", "Pet collars and leashes; duffel bags"),
    20: ("Shelving; picture frames; pet beds", "Plastic storage bins not for household use; curtain rods"),
    21: ("Drinking glasses; lunch boxes; cleaning brushes", "Cat litter boxes; feeding bowls for pets"),
    24: ("Bath towels; table runners; dish cloths", "Curtains of textile; fabric for upholstery"),
    25: (
        "Shirts; pants; socks; hats",
        "Footwear; athletic shoes; sandals",
        "Yoga pants; sports bras; *swimwear;* rash guards",
    ),
    26: ("Artificial garlands; sewing kits; shoe laces", "Wigs; hair curlers, non-electric, other than hand implements"),
    28: ("Fishing rods; fishing lures", "Board games; jigsaw puzzles", "Yoga blocks; resistance bands for exercise"),
    30: ("Coffee; tea; chocolate-coated nuts", "Rice noodles; sauces; spices"),
    32: ("Sparkling water; fruit juices", "Non-alcoholic beers"),
    35: ("On-line retail store services featuring clothing and housewares", "Business consulting in the field of logistics"),
    41: ("Providing fitness instruction; publishing of podcasts", "Arranging of photography workshops"),
    42: ("Software as a service (SaaS) for inventory forecasting", "Industrial design of packaging"),
    43: ("Cafe services; catering", "Hotel accommodation services"),
}
"""A few wordings a class; ``[…]``, ``((…))`` and ``*…*`` are the office's marks of deleted, unclaimed and added goods."""

OLD_WORDING: tuple[tuple[int, str, str], ...] = (
    (8, "044", "EMERY STONES [AND HONES]"),
    (7, "023", "STEAM PUMPS AND PARTS THEREOF"),
    (30, "046", "BAKING POWDER ((AND YEAST))"),
    (25, "039", "OVERALLS AND WORK SHIRTS"),
    (3, "051", "TOOTH POWDER"),
    (21, "013", "ENAMELED COOKING POTS"),
)
"""Records of the national classification: Nice class, old national class, goods."""

SERVICE_CLASSES = frozenset(range(35, 46))

US_CLASSES = {
    3: "001 004 006 050 051 052",
    5: "006 018 044 046 051 052",
    7: "013 019 021 023 024 031 034 035",
    8: "023 028 044",
    9: "021 023 026 036 038",
    11: "013 021 023 031 034",
    12: "019 021 023 031 035 044",
    14: "002 027 028 050",
    16: "002 005 022 023 029 037 038 050",
    18: "001 002 003 022 041",
    20: "002 013 022 025 032 050",
    21: "002 013 023 029 030 033 040 050",
    22: "001 002 007 019 022 042 050",
    24: "042 050",
    25: "022 039",
    26: "037 039 040 042 050",
    28: "022 023 038 050",
    30: "046",
    32: "045 046 048",
    35: "100 101 102",
    41: "100 101 107",
    42: "100 101",
    43: "100 101",
}
"""The old United States classes that the office prints beside each international class."""
