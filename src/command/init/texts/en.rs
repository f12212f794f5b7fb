use super::Texts;

#[rustfmt::skip] // A pair per line.
pub(super) static TEXTS: Texts = Texts {
    sheets: ["Handsets", "Accounts", "Bases", "Example", "Instructions"],
    columns: [
        ("extension", "The internal number of the user, such as 201. Zeros at its beginning stay. No two users of one base may have the same."),
        ("password", "The SIP password of the account, exactly as the telephone system has it. Do not fill it down: the last digit would count up."),
        ("display_name", "The name that callers see, such as Anna Berg."),
        ("ipui", "The identity of the handset: ten characters from its packaging, or from *#06# on the handset, such as 029E74A599. The IPEI, 12 or 13 digits such as 10727 0304537 3, is as good."),
        ("base", "The base that the handset belongs to: its name from the sheet Bases, or its MAC address, twelve characters such as 7C2F80123456. Do not fill a MAC address down: the last digit would count up."),
        ("login", "The name with which the account signs in, where it is not the extension."),
        ("position", "The number of the SIP account on the base's web page, 1 to 100. Leave it empty: then every handset stays where it is, and a new one gets the first free place."),
        ("voicemail", "The number of the user's network mailbox, such as *2."),
        ("provider", "The number of the SIP provider on the base, counted from 0. Leave it empty for the first."),
        ("account_name", "The name of the account in the base's own lists, where it is not the extension."),
        ("base_mac", "The MAC address from the label of the base (the DECT manager), twelve characters such as 7C2F80123456."),
        ("base", "A name for the base, such as Head office. The sheet Handsets may use it instead of the MAC address."),
        ("sip_server", "The address of the telephone system, such as pbx.example."),
        ("window_start", "When the base begins to accept new handsets: a time such as 2027-03-01 08:00, or now, or none."),
        ("window_duration", "How long the base accepts new handsets, such as 20h or 14d; 0 is for ever."),
        ("pin", "The PIN for registering a handset by hand, four digits such as 0000."),
    ],
    required: "Must be filled in.",
    optional: "May be left empty.",
    for_registering: "Fill it in for every handset that is to register by itself.",
    unless_account: "Fill it in only if the sheet Accounts has no row for this extension.",
    goes_into: "what goes into",
    refusals: [
        ("This is no IPUI or IPEI", "An IPUI has 10 characters, 0 to 9 and A to F, such as 029E74A599. An IPEI has 12 digits, or 13 with its check digit, such as 10727 0304537 3; a digit may be wrong. Compare it with the packaging, or press *#06# on the handset."),
        ("This is no MAC address", "A MAC address has 12 characters, 0 to 9 and A to F, such as 7C2F80123456 or 7C:2F:80:12:34:56. It is on the label of the base."),
        ("This is no position", "Type a whole number from 1 to 100, the number of the SIP account on the base's web page. Or leave the cell empty: then the program finds the position."),
    ],
    instructions: [
        ("", "One row per handset, per account of the telephone system and per base, each in its sheet. Columns with an asterisk must be filled in. Accounts and Bases may stay empty: then password and MAC address go into Handsets. This sheet and the example are not read."),
        ("Copying", "When you paste from elsewhere, paste the values only (Paste Special, Unformatted Text): else the columns stop being text, and zeros at the beginning get lost."),
        ("More columns", "You may add columns of your own to the right of Handsets, such as Room; they are kept. In Bases, a column of your own is a setting of that name."),
        ("Check it", "dect-roster check FILE.xlsx --report REPORT.xlsx\nThe report is this workbook again, with every faulty cell marked."),
        ("Passwords", "The filled-in file holds passwords: do not leave it where others can read it."),
    ],
};
