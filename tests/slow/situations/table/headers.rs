//! What people call their columns.

use crate::situations::model::{
    Roster, Situation, either, fine, heard, later, night, one, quoted, refused, right, rows, said, sheet_of, situation, start, xlsx,
};
use crate::situations::people::{HEADER, Phone, fill, phone, team};

/// Anna and Bo under these headers; the letters say what the columns hold.
fn under(header: &str, columns: &str) -> Roster {
    let rows = team("ab").into_iter().map(|phone| phone.row(columns, ","));
    Roster::from(format!("{header}\n{}\n", rows.collect::<Vec<_>>().join("\n")))
}

pub fn all() -> Vec<Situation> {
    let mut table = lines();
    table.extend(additions());
    table.extend(pbx());
    table.extend(logins());
    table.extend(names());
    table.extend(running_numbers());
    table.extend(positions());
    table.extend(others());
    table
}

/// Whole headers, as they are written in offices.
fn lines() -> Vec<Situation> {
    let lines = [
        ("English", "Extension,SIP Password,Full Name,IPUI,Base MAC Address"),
        ("English, short", "Ext.,PW,Name,IPUI,MAC"),
        ("English, of an order form", "Extension No.,Auth Password,User's name,IPUI No.,MAC of base"),
        ("German", "Nebenstelle,Kennwort,Anzeigename,IPUI,MAC-Adresse"),
        ("German, short", "Nst.-Nr.,PW,Name,IPUI,MAC"),
        ("German, of an office", "Durchwahl (DW),SIP-Passwort,Mitarbeiter,IPUI-Nr.,MAC (Basis)"),
        ("German, of a technician", "Interne Rufnummer,SIP-PW,Teilnehmer,IPEI-Nummer,MAC-Adresse der Basisstation"),
        ("French", "N° de poste,Mot de passe,Nom affiché,IPUI,Adresse MAC"),
        ("French, of a technician", "N° poste,Mot de passe SIP,Nom et prénom,N° IPUI,MAC de la borne"),
        ("Dutch", "Toestelnr.,Wachtwoord,Naam,IPUI,MAC-adres"),
        ("Dutch, of a technician", "Toestelnummer,SIP-wachtwoord,Weergavenaam,IPUI-nummer,MAC-adres basisstation"),
        ("Spanish", "Extensión,Contraseña,Nombre,IPUI,Dirección MAC"),
        ("Spanish, of a technician", "Nº de extensión,Contraseña SIP,Nombre y apellidos,Nº IPUI,MAC de la base"),
        ("Italian", "Interno,Password,Nome,IPUI,Indirizzo MAC"),
        ("Italian, of a technician", "N. interno,Password SIP,Nome e cognome,IPUI portatile,MAC della base"),
        ("Portuguese", "Ramal,Senha,Nome,IPUI,Endereço MAC"),
        ("Portuguese of Portugal", "Extensão,Palavra-passe,Nome a apresentar,IPUI,MAC da base"),
        ("Portuguese, of a technician", "Nº do ramal,Senha SIP,Nome de exibição,IPUI,Endereço MAC da base"),
        ("Polish", "Numer wewnętrzny,Hasło,Nazwa,IPUI,Adres MAC"),
        ("Polish, of a technician", "Nr wewn.,Hasło SIP,Imię i nazwisko,IPUI,MAC bazy"),
        ("Polish, without accents", "Numer wewnetrzny,Haslo,Nazwa wyswietlana,IPUI,Adres MAC bazy"),
        ("Swedish", "Anknytning,Lösenord,Namn,IPUI,MAC-adress"),
        ("Swedish, of a technician", "Anknytningsnummer,SIP-lösenord,Visningsnamn,IPUI,Basens MAC-adress"),
        ("capitals", "EXTENSION,PASSWORD,DISPLAY NAME,IPUI,BASE MAC"),
        ("underlines for spaces", "extension_number,sip_password,full_name,ipui,base_mac_address"),
        ("no spaces", "ExtensionNumber,SipPassword,DisplayName,IPUI,BaseMac"),
    ];
    let situation = |(name, header): (&str, &str)| one(format!("header: {name}"), under(header, "epnib"), "ab", right());
    lines.into_iter().map(situation).collect()
}

/// What people add to the name of a column.
fn additions() -> Vec<Situation> {
    let mut table = Vec::new();
    let headers: [(usize, &str); 24] = [
        (0, "Nebenstelle (intern)"),
        (0, "Nebenstelle (Pflicht)"),
        (0, "Extension (required)"),
        (0, "Extension*"),
        (0, "* Extension"),
        (0, "Nebenstelle Nr."),
        (0, "Nebenstellen-\nnummer"),
        (0, "Extension:"),
        (0, "Extension [3 digits]"),
        (1, "Passwort (SIP)"),
        (1, "Passwort*"),
        (1, "SIP-Kennwort (Pflichtfeld)"),
        (1, "Password\n(SIP)"),
        (2, "Anzeigename (max. 16 Zeichen)"),
        (2, "Name (Display)"),
        (2, "Display\u{a0}Name"),
        (3, "IPUI (hex)"),
        (3, "IPUI\n(Verpackung)"),
        (3, "IPUI / IPEI"),
        (3, "IPUI (10-stellig)*"),
        (4, "MAC (Basis)"),
        (4, "Basis (MAC)"),
        (4, "MAC-Adresse\nBasis"),
        (4, "Base MAC (from the label)"),
    ];
    for (column, header) in headers {
        let mut cells: Vec<String> = HEADER.split(',').map(str::to_owned).collect();
        cells[column] = quoted(header);
        let shown = header.replace('\n', "/").replace('\u{a0}', " (no break) ");
        table.push(one(format!("header with an addition: {shown}"), under(&cells.join(","), "epnib"), "ab", right()));
    }
    table
}

/// What telephone systems write, with the two columns that they do not have.
fn pbx() -> Vec<Situation> {
    let sip = || team("ab").into_iter().map(|phone| { let login = phone.cell('L'); phone.login(&login) }).collect::<Vec<_>>();
    let line = |phone: &Phone, parts: &[&str]| -> String {
        let cell = |part: &&str| match part.strip_prefix('$') {
            Some(column) => phone.cell(column.chars().next().unwrap()),
            None => (*part).to_owned(),
        };
        parts.iter().map(cell).collect::<Vec<_>>().join(",")
    };
    let table = |header: &str, parts: &[&str]| {
        let rows: Vec<String> = team("ab").iter().map(|phone| line(phone, parts)).collect();
        Roster::from(format!("{header}\n{}\n", rows.join("\n")))
    };
    vec![
        one("export of FreePBX with ipui and base", table(
            "extension,password,name,voicemail,tech,callerid,secret,voicemail_vmpwd,ipui,base_mac",
            &["$e", "", "$n", "", "pjsip", "$n <$e>", "$p", "4711", "$i", "$b"],
        ), "ab", said(&["?unused-column"])),
        one("export of FreePBX in capitals, with a web password", table(
            "EXTENSION,PASSWORD,NAME,TECH,SECRET,IPUI,BASE MAC",
            &["$e", "web-password", "$n", "pjsip", "$p", "$i", "$b"],
        ), "ab", said(&["?unused-column"])),
        one("export of FusionPBX with ipui and base", table(
            "extension,number_alias,password,effective_caller_id_name,enabled,description,ipui,base_mac",
            &["$e", "", "$p", "$n", "true", "", "$i", "$b"],
        ), "ab", said(&["?unused-column"])),
        one("form of 3CX with IPUI and base", table(
            "Number,FirstName,LastName,EmailAddress,MobileNumber,AuthID,AuthPassword,PIN,MAC_0,DeskphoneWebPass,SrvcAccessPwd,IPUI,Base MAC",
            &["$e", "$f", "$s", "x@firm.example", "", "$L", "$p", "1234", "", "web-pw", "srv-pw", "$i", "$b"],
        ), sip(), said(&["?unused-column"])),
        one("form of 3CX, with desk phones", table(
            "Number,FirstName,LastName,AuthID,AuthPassword,PIN,MAC_0,IPUI,Base MAC",
            &["$e", "$f", "$s", "$L", "$p", "1234", "0015651A2B3C", "$i", "$b"],
        ), sip(), said(&["?unused-column", "?unused-identities"])),
        one("export of Issabel with IPUI and base", table(
            "Display Name,User Extension,Direct DID,Secret,Voicemail Password,Tech,IPUI,Base MAC",
            &["$n", "$e", "", "$p", "9999", "sip", "$i", "$b"],
        ), "ab", said(&["?unused-column"])),
        one("export of Wazo with ipui and base", table(
            "uuid,firstname,lastname,email,username,line_protocol,sip_username,sip_secret,exten,context,call_permission_password,ipui,base_mac",
            &["f00-1", "$f", "$s", "", "portal-name", "sip", "$L", "$p", "$e", "default", "", "$i", "$b"],
        ), sip(), said(&["?unused-column"])),
        one("export of Yeastar with IPUI and base", table(
            "First Name,Last name,Email Address,User Password,Extension Number,Caller ID,Registration Name,Registration Password,IPUI,Base MAC",
            &["$f", "$s", "", "web-pw", "$e", "$e", "$L", "$p", "$i", "$b"],
        ), sip(), said(&["?unused-column"])),
        one("export of Grandstream with IPUI and base", table(
            "Extension,Technology,CallerID Number,SIP/IAX Password,Voicemail Password,AuthID,User Password,First Name,Last Name,IPUI,Base MAC",
            &["$e", "SIP", "$e", "$p", "123456", "$L", "user-pw", "$f", "$s", "$i", "$b"],
        ), sip(), said(&["?unused-column"])),
        one("export of Switchvox with ipui and base", table(
            "ext,fname,lname,login_email,password,voicemail_password,phone_password,ipui,base_mac",
            &["$e", "$f", "$s", "a@firm.example", "web-pw", "1234", "$p", "$i", "$b"],
        ), "ab", said(&["?unused-column"])),
        one("a generic export with authname", table(
            "name,extension,password,username,authname,ipui,base_mac",
            &["$n", "$e", "$p", "portal", "$L", "$i", "$b"],
        ), sip(), said(&["?unused-column"])),
        one("a mailbox's password beside the SIP password", table(
            "extension,password,display_name,ipui,base_mac,Voicemail Password",
            &["$e", "$p", "$n", "$i", "$b", "4711"],
        ), "ab", said(&["?unused-column"])),
        one("a web password beside the SIP password", table(
            "extension,SIP password,display_name,ipui,base_mac,Web password",
            &["$e", "$p", "$n", "$i", "$b", "web-pw"],
        ), "ab", said(&["?unused-column"])),
        one("password and SIP secret, both filled", table(
            "extension,password,SIP secret,display_name,ipui,base_mac",
            &["$e", "portal-pw", "$p", "$n", "$i", "$b"],
        ), "ab", said(&["?unused-column"])),
    ]
}

/// The names of the login, each beside an extension and a name.
fn logins() -> Vec<Situation> {
    const NAMES: [&str; 52] = [
        "Login", "login_name", "Login-ID", "LoginID", "SIP-Login", "Login SIP", "SIP Login Name", "SIP-Benutzername",
        "SIP-Benutzer", "SIP-User", "SIP Username", "SIP user name", "sip_username", "SIP User ID", "SIP-ID", "SIP-Kennung",
        "SIP-Name", "Benutzername", "Benutzername (SIP)", "Benutzer", "Benutzerkennung", "Benutzer-ID", "Username", "User",
        "User Name", "User ID", "User-ID", "Auth ID", "AuthID", "Auth-Name", "authname", "Auth User", "Auth Username",
        "Authentication ID", "Authentication Name", "Authentication User", "Authentifizierungsname", "Authentifizierungs-ID",
        "Registration Name", "Register Name", "Registrierungsname", "Anmeldename", "Anmelde-ID", "Anmeldekennung",
        "Identifiant SIP", "Nom d'utilisateur SIP", "Gebruikersnaam", "Usuario SIP", "Nome utente SIP", "Nazwa użytkownika",
        "Användarnamn", "Usuário SIP",
    ];
    let with_logins = || -> Vec<Phone> {
        team("ab").into_iter().map(|phone| { let login = phone.cell('L'); phone.login(&login) }).collect()
    };
    let situation = |name: &str| {
        one(format!("login: {name}"), under(&format!("{HEADER},{name}"), "epnibL"), with_logins(), right())
    };
    let mut table: Vec<Situation> = NAMES.into_iter().map(situation).collect();
    table.extend([
        one("login: before everything else", under("Benutzername,Nebenstelle,Kennwort,Name,IPUI,MAC", "Lepnib"), with_logins(), right()),
        one("login: Username before Extension, as a PBX has it", under("Username,Extension,Secret,Name,IPUI,Base MAC", "Lepnib"), with_logins(), right()),
        one("login: Benutzername holds the names where there is no name", under("Nebenstelle,Kennwort,Benutzername,IPUI,MAC", "epnib"), "ab", right()),
        one("login: User holds the extensions where there is none", under("User,Password,Name,IPUI,Base MAC", "epnib"), "ab", right()),
        one("login: a column of empty cells", under(&format!("{HEADER},SIP-Benutzername"), "epnib_"), "ab", right()),
        one("login: Login and Auth ID that differ", under(&format!("{HEADER},Login,Auth ID"), "epnibeL"), Vec::new(), refused("*", "")),
        one("login: Login and Auth ID that are the same", under(&format!("{HEADER},Login,Auth ID"), "epnibLL"), with_logins(), either("")),
        later("login: lost its column in the next delivery", "a", under(HEADER, "epnib"), "ab", right()),
        situation_of_lost_logins(),
    ]);
    table
}

/// A login whose header was renamed: the phones would sign in with the extension.
fn situation_of_lost_logins() -> Situation {
    let phones: Vec<Phone> = team("ab").into_iter().map(|phone| { let login = phone.cell('L'); phone.login(&login) }).collect();
    situation("login: the header was mistyped one night", [
        night(under(&format!("{HEADER},login"), "epnibL"), phones.clone(), right()),
        night(under(&format!("{HEADER},logn"), "epnibL"), phones.clone().into_iter().map(Phone::unsure).collect::<Vec<_>>(), heard("")),
    ])
}

/// First and last name in columns of their own.
fn names() -> Vec<Situation> {
    let pairs = [
        ("first_name,last_name", "fs"), ("FirstName,LastName", "fs"), ("First Name,Surname", "fs"), ("Given name,Family name", "fs"),
        ("Vorname,Nachname", "fs"), ("Nachname,Vorname", "sf"), ("Vorname,Name", "fs"), ("Name,Vorname", "sf"),
        ("Vorname,Familienname", "fs"), ("Prénom,Nom", "fs"), ("Nom,Prénom", "sf"), ("Nom de famille,Prénom", "sf"),
        ("Voornaam,Achternaam", "fs"), ("Nombre,Apellidos", "fs"), ("Nome,Cognome", "fs"), ("Cognome,Nome", "sf"),
        ("Imię,Nazwisko", "fs"), ("Förnamn,Efternamn", "fs"), ("Nome,Apelido", "fs"), ("Nome,Sobrenome", "fs"),
    ];
    let mut table: Vec<Situation> = pairs
        .into_iter()
        .map(|(header, columns)| {
            let roster = under(&format!("extension,password,{header},ipui,base_mac"), &format!("ep{columns}ib"));
            one(format!("name in two columns: {header}"), roster, "ab", right())
        })
        .collect();
    table.extend([
        one("name in two columns beside a display name",
            under("extension,password,Vorname,Nachname,Anzeigename,ipui,base_mac", "epfsnib"), "ab", right()),
        one("name in two columns, one person has no last name",
            Roster::from("extension,password,Vorname,Nachname,ipui,base_mac\n{a,epfsib}\n202,{b:p},Empfang,,{b:i},{A}\n"),
            [phone('a'), phone('b').name("Empfang")], right()),
        one("name in two columns, one room has no first name",
            Roster::from("extension,password,Vorname,Nachname,ipui,base_mac\n{a,epfsib}\n202,{b:p},,Lager,{b:i},{A}\n"),
            [phone('a'), phone('b').name("Lager")], right()),
        one("name in two columns, one person has none",
            Roster::from("extension,password,Vorname,Nachname,ipui,base_mac\n{a,epfsib}\n202,{b:p},,,{b:i},{A}\n"),
            "a", refused("missing-value", "row 3|C3|D3")),
        one("department in a column between the names",
            under("extension,password,Vorname,Abteilung,Nachname,ipui,base_mac", "epf_sib"), "ab", right()),
    ]);
    table
}

/// Running numbers, which are no positions: the rows are in another order than at the base.
fn running_numbers() -> Vec<Situation> {
    const NAMES: [&str; 18] = [
        "Pos.", "Pos", "Platz", "Nr.", "Nr", "Lfd. Nr.", "lfd.Nr", "Laufende Nummer", "No.", "#", "N°", "Nº", "Lp.", "Volgnr.",
        "Item", "Zeile", "Index", "Rang",
    ];
    NAMES
        .into_iter()
        .map(|name| {
            let roster = format!("{name},{{H}}\n1,{{c}}\n2,{{a}}\n3,{{b}}\n4,{{d}}\n");
            later(format!("a running number: {name}"), "abcd", roster.as_str(), "abcd", right())
        })
        .collect()
}

/// Columns that are the position.
fn positions() -> Vec<Situation> {
    let placed = || [phone('a').at(7), phone('b').at(3)];
    let mut table: Vec<Situation> = ["position", "Position", "SIP account"]
        .into_iter()
        .map(|name| {
            let roster = format!("{{H}},{name}\n{{a}},7\n{{b}},3\n");
            one(format!("a position: {name}"), roster.as_str(), placed(), right())
        })
        .collect();
    table.extend([
        one("a position: filled for one only", "{H},position\n{a},\n{b},1\n", [phone('a').at(2), phone('b').at(1)], right()),
        later("a position: says where the handset is already", "ab", "{H},position\n{a},1\n{b},2\n", "ab", right()),
        situation("a position: moves a handset, and that is said", [
            start("ab"),
            night("{H},position\n{a},1\n{b},9\n", [phone('a').at(1), phone('b').at(9)], said(&["?*"])).moves(),
        ]),
        situation("a position: a new person has one that somebody else has", [
            start("abc"), night("{H},position\n{a},\n{b},\n{c},\n{d},2\n", "abcd", fine()).moves(),
        ]),
        situation("a position: two people change positions, and that is said", [
            night("{H},position\n{a},1\n{b},2\n", [phone('a').at(1), phone('b').at(2)], right()),
            night("{H},position\n{a},2\n{b},1\n", [phone('a').at(2), phone('b').at(1)], said(&["?*"])).moves(),
        ]),
        later("a position: given to two", "ab", "{H},position\n{a},2\n{b},2\n", "ab", refused("duplicate-position", "F2|F3")),
        later("a position: 101", "ab", "{H},position\n{a},1\n{b},101\n", "ab", refused("invalid-position", "F3")),
        later("a position: the word frei", "ab", "{H},position\n{a},1\n{b},frei\n", "ab", refused("*", "F3")),
        one("a position: a dash for none", "{H},position\n{a},-\n{b},-\n", "ab", right()),
        later("a position: the column holds extensions", "ab", "{H},position\n{a},201\n{b},202\n", "ab", refused("*", "F2")),
    ]);
    table
}

/// Columns that are almost one of ours, and two for one.
fn others() -> Vec<Situation> {
    let identities = "{H},IPUI 2\n{a},{d:i}\n{b},\n";
    vec![
        one("columns that are not ours", "{H},Raum,Bemerkung,E-Mail\n{a},12,,anna@firm.example\n{b},13,neu,\n", "ab", right()),
        one("a mailbox header that is mistyped", "{H},voicemal\n{a},*98\n{b},*99\n", [phone('a').mailbox("*98"), phone('b').mailbox("*99")], heard("")),
        one("a second IPUI column with another handset", identities, "ab", refused("*", "")),
        one("ipui2, as Excel numbers it, with other handsets", "{H},ipui2\n{a},{d:i}\n{b},{e:i}\n", "ab", refused("*", "")),
        one("IPUI alt, with handsets that are gone", "{H},IPUI alt\n{a},{d:i}\n{b},\n", "ab", heard("")),
        one("IPUI to compare, the same in each row", "{H},Gescannt\n{a},{a:i}\n{b},{b:i}\n", "ab", said(&["?unused-identities", "?unused-column"])),
        one("private numbers of ten digits, which could be IPUIs", "{H},Telefon privat\n{a},0301234567\n{b},0307654321\n", "ab", fine()),
        one("mobile numbers of ten digits", "{H},Mobil\n{a},0171234567\n{b},\n", "ab", fine()),
        one("cost centres of ten digits", "{H},Kostenstelle\n{a},0012345678\n{b},0012345679\n", "ab", fine()),
        one("inventory numbers of twelve digits", "{H},Inventarnummer\n{a},000100200300\n{b},000100200301\n", "ab", fine()),
        one("barcodes of the boxes", "{H},EAN\n{a},4250366812345\n{b},4250366812345\n", "ab", fine()),
        one("a spare handset for one person only", "{H},Ersatzgerät\n{a},\n{b},{d:i}\n", "ab", refused("*", "")),
        one("a remark that names an old handset in a sentence", "{H},Bemerkung\n{a},altes Gerät {d:i} ist defekt\n{b},\n", "ab", right()),
        one("a soft hyphen and a zero-width space in headers", "exten\u{ad}sion,pass\u{200b}word,display_name,ipui,base_mac\n{a}\n", "a", right()),
        one("spaces around headers", " extension ,password  , display_name,ipui , base_mac\n{a}\n", "a", right()),
        one("a byte order mark in the first header of a workbook", xlsx(&[sheet_of(&["\u{feff}extension|password|display_name|ipui|base_mac", "{a|epnib}"])]), "a", right()),
        one("headers with letters and dots apart", "Nebenstelle,Kennwort,Name,Gera\u{308}t IPUI,MAC\n{a}\n", "a", either("")),
        one("an empty column between ours", "extension,,password,,display_name,ipui,base_mac\n201,,{a:p},,Anna Berg,{a:i},{A}\n", "a", right()),
        one("a note right of the table, without a header, in a workbook", xlsx(&[sheet_of(&["{H|}", "{a|epnib}|neu", "{b|epnib}"])]), "ab", fine()),
        one("a note right of the table, without a header, in a CSV", "{H}\n{a},neu\n{b}\n", "b", either("row 2|F2")),
        one("an IPUI right of the table, without a header", xlsx(&[sheet_of(&["{H|}", "{a|epnib}|{d:i}", "{b|epnib}"])]), "ab", heard("")),
        one("the only password is that of the mailbox", "extension,Voicemail Password,display_name,ipui,base_mac\n{a}\n", Vec::new(), refused("missing-column", "")),
        one("the only password is that of the web page", "extension,Web password,display_name,ipui,base_mac\n{a}\n", Vec::new(), refused("missing-column", "")),
        one("the only password is the user's", "Extension Number,User Password,display_name,ipui,base_mac\n{a}\n", Vec::new(), refused("missing-column", "")),
        one("the only password is a PIN", "extension,PIN,display_name,ipui,base_mac\n{a}\n", Vec::new(), refused("missing-column", "")),
        one("the only MAC is that of the desk phone", "extension,password,display_name,ipui,MAC_0\n{a}\n", Vec::new(), refused("missing-column", "")),
        one("a serial number that is no IPUI", "{H},Seriennummer\n{a},S4-112233\n{b},S4-445566\n", "ab", right()),
        one("MACs of desk phones", "{H},Tischtelefon\n{a},0015651A2B3C\n{b},0015651A2B4D\n", "ab", said(&["?unused-column", "?unused-identities"])),
        one("a second MAC column that is empty", "{H},MAC\n{a},\n{b},\n", "ab", right()),
        one("two MAC columns with other bases", "{H},MAC\n{a},{B}\n{b},{B}\n", Vec::new(), refused("*", "")),
        one("two name columns, one of them empty", "extension,password,display_name,ipui,base_mac,Anzeige\n{a},\n{b},\n", "ab", right()),
        one("IPUI and IPEI in two columns that agree", "extension,password,display_name,ipui,base_mac,IPEI\n{a},{a:k}\n{b},{b:k}\n", "ab", either("")),
        one("IPUI and IPEI in two columns, each half filled", "extension,password,display_name,ipui,base_mac,IPEI\n{a},\n202,{b:p},Bo Roe,,{A},{b:k}\n", "ab", either("")),
        one("IPUI and IPEI in two columns that do not agree", "extension,password,display_name,ipui,base_mac,IPEI\n{a},{d:k}\n{b},{b:k}\n", "b", refused("*", "")),
        one("Nummer is a running number, Tel. the extension", "Nummer,Tel.,Kennwort,Name,IPUI,MAC\n1,{a}\n2,{b}\n", "ab", either("")),
        one("Number is a running number, Phone the extension", "Number,Phone,Password,Name,IPUI,MAC\n1,{a}\n2,{b}\n", "ab", either("")),
        one("Nr. is a running number, Nummer the extension", "Nr.,Nummer,Kennwort,Name,IPUI,MAC\n1,{a}\n2,{b}\n", "ab", right()),
        one("Nebenstelle and Rufnummer with the outside number", "Nebenstelle,Rufnummer,Kennwort,Name,IPUI,MAC\n201,030 123 45-201,{a:p},Anna Berg,{a:i},{A}\n", "a", either("")),
        one("extension and Durchwahl that are the same", "{H},Durchwahl\n{a},201\n{b},202\n", "ab", either("")),
        one("extension and Durchwahl that differ", "{H},Durchwahl\n{a},301\n{b},302\n", Vec::new(), refused("*", "")),
        one("Mobilteil is a model, IPUI the handset", "{H},Mobilteil\n{a},S650H\n{b},R700H\n", "ab", said(&["?unused-column"])),
        one("Basis is a name, MAC the base", "extension,password,display_name,ipui,MAC,Basis\n{a},Halle Nord\n{b},Halle Nord\n", "ab", said(&["?unused-column"])),
        one("Name and Anzeigename that differ", "extension,password,Anzeigename,Name,ipui,base_mac\n201,{a:p},Anna Berg,Berg,{a:i},{A}\n202,{b:p},Bo Roe,Roe,{b:i},{A}\n", "ab", either("")),
        one("Mitarbeiter and Name, the last name alone", "extension,password,Name,Mitarbeiter,ipui,base_mac\n201,{a:p},Berg,Anna Berg,{a:i},{A}\n202,{b:p},Roe,Bo Roe,{b:i},{A}\n", "ab", either("")),
        one("Benutzer holds whole names beside Vorname and Nachname", "Nebenstelle,Kennwort,Benutzer,Vorname,Nachname,IPUI,MAC\n201,{a:p},Anna Berg,Anna,Berg,{a:i},{A}\n", [phone('a').unsure()], heard("")),
        one("Basis-MAC and the MAC of a desk phone", "extension,password,display_name,ipui,Basis-MAC,MAC\n{a},0015651A2B3C\n{b},0015651A2B4D\n", "ab", either("")),
        one("MAC of the phone before MAC of the base", "extension,password,display_name,ipui,MAC Telefon,base_mac\n201,{a:p},Anna Berg,{a:i},0015651A2B3C,{A}\n", "a", fine()),
        one("digits in brackets in each header", "Nebenstelle (3-stellig),Kennwort (12 Zeichen),Name (max. 16),IPUI (10-stellig),MAC (12-stellig)\n{a}\n{b}\n", "ab", right()),
        one("digits in brackets in each header, again on the next page", "Nebenstelle (3-stellig),Kennwort (12 Zeichen),Name (max. 16),IPUI (10-stellig),MAC (12-stellig)\n{a}\nNebenstelle (3-stellig),Kennwort (12 Zeichen),Name (max. 16),IPUI (10-stellig),MAC (12-stellig)\n{b}\n", "ab", either("")),
        one("digits in brackets in each header, name and password changed places on the next page", "Nebenstelle (3-stellig),Kennwort (12 Zeichen),Name (max. 16),IPUI (10-stellig),MAC (12-stellig)\n{a}\nNebenstelle (3-stellig),Name (max. 16),Kennwort (12 Zeichen),IPUI (10-stellig),MAC (12-stellig)\n202,Bo Roe,{b:p},{b:i},{A}\n", "ab", either("")),
        one("Position is what somebody does", "{H},Position\n{a},Leiterin\n{b},Pfleger\n", "ab", either("F2")),
        one("Station is a ward with a name", "{H},Station\n{a},Innere\n{b},Chirurgie\n", "ab", fine()),
        one("Station is a ward with a number", "{H},Station\n{a},3\n{b},5\n", "ab", either("")),
        one("Manager is a person", "{H},Manager\n{a},Cem Kaya\n{b},Cem Kaya\n", "ab", fine()),
        one("Intern says yes or no", "{H},Intern\n{a},ja\n{b},nein\n", "ab", fine()),
        one("Anbieter is who sold the handset", "{H},Anbieter\n{a},Gigaset\n{b},Gigaset\n", "ab", either("F2")),
        one("Konto is a cost centre", "{H},Kostenstelle,Konto-Nr.\n{a},4711,99\n{b},4711,98\n", "ab", either("")),
        one("Nebenstelle alt and Nebenstelle neu", "Nebenstelle alt,Nebenstelle neu,Kennwort,Name,IPUI,MAC\n101,{a}\n102,{b}\n", "ab", fine()),
        one("Nebenstelle and Nebenstelle neu, filled for one only", "Nebenstelle,Kennwort,Name,IPUI,MAC,Nebenstelle neu\n{a},\n{b},302\n", "a", refused("*", "")),
        one("IPUI alt and IPUI neu", "Nebenstelle,Kennwort,Name,IPUI neu,MAC,IPUI alt\n{a},{d:i}\n{b},\n", "ab", either("")),
        one("IPUI and IPUI neu, filled for one only", "{H},IPUI neu\n{a},\n{b},{d:i}\n", "a", refused("*", "")),
        one("Passwort and Passwort neu, filled for one only", "{H},Passwort neu\n{a},\n{b},kJ7-new\n", [phone('a'), phone('b').unsure()], heard("")),
        one("SIP-Passwort and Passwort neu, filled for one only", "extension,SIP-Passwort,display_name,ipui,base_mac,Passwort neu\n{a},\n{b},kJ7-new\n", [phone('a'), phone('b').unsure()], heard("")),
        later("a second handset's column with IPEIs of twelve digits, one is registered for a row that is gone", "abc",
            "{H},Zweitgerät\n{a},029800106455\n{b},\n".replace("029800106455", &phone('c').cell('k')[..12]).as_str(), "abc", heard("")),
        one("a header that is known to no one", rows_under("Zahl,Geheimwort,Person,Gerät,Kasten"), Vec::new(), refused("*", "")),
        one("a header with one column that is known to no one", rows_under("extension,password,display_name,Gerätekennung,base_mac"), Vec::new(), refused("missing-column", "")),
        one("no header", rows_under("").trim_start().as_bytes().to_vec(), Vec::new(), refused("*", "")),
        one("headers in a row, units in the next", "{H}\n(3-stellig),,,(10-stellig),\n{a}\n{b}\n", "ab", either("")),
        one("headers in two rows", xlsx(&[sheet_of(&["Konto|||Gerät|", "{H|}", "{a|epnib}", "{b|epnib}"])]), "ab", right()),
        situation("config: a name for a column", [
            night("Line,password,display_name,ipui,base_mac\n{a}\n", "a", right()).config("[columns]\nextension = [\"Line\"]\n"),
        ]),
        one("a column twice, both filled alike", "extension,password,display_name,ipui,base_mac,ipui\n{a},{a:i}\n", "a", either("")),
        one("the columns in another order", rows_of_other_order(), "ab", right()),
        one("the only rows are those of another tool's sample", rows(&["100,kJ7-sample,Max Mustermann,{d:i},{A}"]), Vec::new(), heard("")),
    ]
}

fn rows_under(header: &str) -> String {
    fill(&format!("{header}\n{{a}}\n{{b}}\n"))
}

fn rows_of_other_order() -> String {
    fill("base_mac,ipui,display_name,password,extension\n{a,binpe}\n{b,binpe}\n")
}
