//! Text files: encodings, quotes, delimiters.

use encoding_rs::{Encoding, ISO_8859_15, MACINTOSH, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254};

use crate::situations::model::{Roster, Situation, Verdict, either, fine, heard, later, named, one, refused, right, rows, said};
use crate::situations::people::{Phone, fill, phone, plain, team};

pub fn all() -> Vec<Situation> {
    let mut table = encodings();
    table.extend(in_passwords());
    table.extend(ends());
    table.extend(quotes());
    table.extend(delimiters());
    table
}

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, unmapped) = encoding.encode(text);
    assert!(!unmapped, "{text}");
    bytes.into_owned()
}

/// The code page of DOS in western Europe, as far as these need it.
fn cp_850(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        'ü' => 0x81,
        'ö' => 0x94,
        'ä' => 0x84,
        'ß' => 0xE1,
        c => u8::try_from(c).unwrap(),
    };
    text.chars().map(byte).collect()
}

fn utf_16(text: &str, mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mark = if mark { "\u{feff}" } else { "" };
    format!("{mark}{text}").encode_utf16().flat_map(bytes).collect()
}

fn named_people(name: &str) -> Vec<Phone> {
    vec![phone('a'), phone('b').name(name)]
}

fn encodings() -> Vec<Situation> {
    let text = |name: &str| plain(&named_people(name));
    let assumed = || said(&["assumed-encoding"]);
    let of = |what: &str, bytes: Vec<u8>, name: &str, verdict: Verdict| {
        one(format!("encoding: {what}"), bytes, named_people(name), verdict)
    };
    let configured = |label: &'static str, encoding: &'static Encoding, name: &str| {
        of(&format!("{label}, and the config says so"), encoded(encoding, &text(name)), name, right())
    };
    let jurgen = "Jürgen Weiß";
    vec![
        of("UTF-8", text(jurgen).into_bytes(), jurgen, right()),
        of("UTF-8 with a mark", format!("\u{feff}{}", text(jurgen)).into_bytes(), jurgen, right()),
        of("UTF-8, a mark that became letters", format!("\u{ef}\u{bb}\u{bf}{}", text(jurgen)).into_bytes(), jurgen, right()),
        of("UTF-8, a mark twice", format!("\u{feff}\u{feff}{}", text(jurgen)).into_bytes(), jurgen, right()),
        of("Windows-1252 behind a mark of UTF-8", encoded(WINDOWS_1252, &format!("\u{ef}\u{bb}\u{bf}{}", text(jurgen))), jurgen, either("")),
        of("ASCII, a mark that became letters", format!("\u{ef}\u{bb}\u{bf}{}", text("Bo Roe")).into_bytes(), "Bo Roe", right()),
        of("UTF-16, little end first", utf_16(&text(jurgen), true, u16::to_le_bytes), jurgen, right()),
        of("UTF-16, big end first", utf_16(&text(jurgen), true, u16::to_be_bytes), jurgen, right()),
        of("UTF-16 without a mark", utf_16(&text(jurgen), false, u16::to_le_bytes), jurgen, either("")),
        of("Windows-1252", encoded(WINDOWS_1252, &text(jurgen)), jurgen, assumed()),
        of("Windows-1252 with a euro", encoded(WINDOWS_1252, &text("Bo € Roe")), "Bo € Roe", assumed()),
        of("Mac Roman", encoded(MACINTOSH, &text(jurgen)), jurgen, heard("")),
        of("code page 850", cp_850(&text(jurgen)), jurgen, heard("")),
        of("Windows-1250, Polish", encoded(WINDOWS_1250, &text("Łukasz Żak")), "Łukasz Żak", heard("")),
        of("Windows-1251, Russian", encoded(WINDOWS_1251, &text("Иван Петров")), "Иван Петров", heard("")),
        of("Windows-1254, Turkish", encoded(WINDOWS_1254, &text("Gülşen Yıldız")), "Gülşen Yıldız", heard("")),
        of("Latin-9 with a euro", encoded(ISO_8859_15, &text("Zoë €")), "Zoë €", heard("")),
        configured("windows-1252", WINDOWS_1252, jurgen).config("[roster]\nencoding = \"windows-1252\"\n"),
        configured("macintosh", MACINTOSH, jurgen).config("[roster]\nencoding = \"macintosh\"\n"),
        configured("windows-1250", WINDOWS_1250, "Łukasz Żak").config("[roster]\nencoding = \"windows-1250\"\n"),
        configured("windows-1251", WINDOWS_1251, "Иван Петров").config("[roster]\nencoding = \"windows-1251\"\n"),
        configured("windows-1254", WINDOWS_1254, "Gülşen Yıldız").config("[roster]\nencoding = \"windows-1254\"\n"),
        configured("iso-8859-15", ISO_8859_15, "Zoë €").config("[roster]\nencoding = \"iso-8859-15\"\n"),
        one("encoding: only a header that is not ours has an umlaut", encoded(WINDOWS_1252, &fill("{H},Gerät\n{a},x\n{b},y\n")), "ab", said(&["?assumed-encoding"])),
        one("encoding: only a note that is not ours has an umlaut", encoded(WINDOWS_1252, &fill("{H},Notiz\n{a},für Bo\n{b},y\n")), "ab", said(&["?assumed-encoding"])),
        one("encoding: a German header in Windows-1252", encoded(WINDOWS_1252, &fill("Nebenstelle;Kennwort;Anzeigename;IPUI;MAC;Gebäude\n{a;epnib};1\n")), "a", said(&["?assumed-encoding"])),
        one("encoding: a Spanish header in Windows-1252", encoded(WINDOWS_1252, &fill("Extensión;Contraseña;Nombre;IPUI;Dirección MAC\n{a;epnib}\n")), "a", said(&["?assumed-encoding"])),
        one("encoding: a Spanish header in Mac Roman", encoded(MACINTOSH, &fill("Extensión;Contraseña;Nombre;IPUI;Dirección MAC\n{a;epnib}\n")), "a", either("")),
        later("encoding: Windows-1252 tonight, UTF-8 yesterday", "ab", encoded(WINDOWS_1252, &text(jurgen)), named_people(jurgen), assumed()),
        one("encoding: a line of Windows-1252 in a file of UTF-8", mixed(), Vec::new(), heard("")),
        one("encoding: names that were garbled before", text("JÃ¼rgen WeiÃŸ").into_bytes(), vec![phone('a'), phone('b').unsure()], heard("C3")),
        one("encoding: names that were garbled twice", text("JÃƒÂ¼rgen").into_bytes(), vec![phone('a'), phone('b').unsure()], heard("C3")),
        one("encoding: names with question marks, which may be meant", text("J?rgen").into_bytes(), vec![phone('a'), phone('b').name("J?rgen")], fine()),
        one("encoding: letters and dots apart, as a Mac writes them", text("Ju\u{308}rgen Weiß").into_bytes(), named_people(jurgen), fine()),
    ]
}

fn mixed() -> Vec<u8> {
    let mut bytes = plain(&named_people("Jürgen")).into_bytes();
    bytes.extend(encoded(WINDOWS_1252, "203,kJ7-203-Qx,Zoë,0298A1C3D7,7C2F80123456\n"));
    bytes
}

/// A password with a letter that the encodings have at different places.
fn in_passwords() -> Vec<Situation> {
    let people = |password: &str| plain(&[phone('a'), phone('b').password(password)]);
    let truth = || [phone('a'), phone('b').unsure()];
    let of = |what: &str, bytes: Vec<u8>| later(format!("encoding of a password: {what}"), "ab", bytes, truth(), refused("assumed-encoding|garbled-text", "B3"));
    vec![
        of("Windows-1252", encoded(WINDOWS_1252, &people("kJ7-über"))),
        of("Mac Roman", encoded(MACINTOSH, &people("kJ7-über"))),
        of("code page 850", cp_850(&people("kJ7-über"))),
        of("Windows-1250", encoded(WINDOWS_1250, &people("kJ7-łódź"))),
        of("Windows-1251", encoded(WINDOWS_1251, &people("kJ7-ключ"))),
        of("Latin-9", encoded(ISO_8859_15, &people("kJ7-€uro"))),
        of("UTF-8, and a line of Windows-1252 below", {
            let mut bytes = people("kJ7-über").into_bytes();
            bytes.extend(encoded(WINDOWS_1252, "203,kJ7-203-Qx,Zoë,0298A1C3D7,7C2F80123456\n"));
            bytes
        }),
        one("encoding of a password: UTF-8", people("kJ7-über"), [phone('a'), phone('b').password("kJ7-über")], right()),
        one("encoding of a password: Windows-1252, and the config says so", encoded(WINDOWS_1252, &people("kJ7-über")), [phone('a'), phone('b').password("kJ7-über")], right())
            .config("[roster]\nencoding = \"windows-1252\"\n"),
        one("encoding of a password: garbled before", people("kJ7-Ã¼ber"), [phone('a')], refused("garbled-text", "B3")),
        one("encoding of a password: letters and dots apart", people("kJ7-u\u{308}ber"), [phone('a')], refused("*", "B3")),
        one("encoding of a password: a lost letter", people("kJ7-\u{fffd}ber"), [phone('a')], refused("*", "B3")),
    ]
}

/// Where lines and files end.
fn ends() -> Vec<Situation> {
    let text = || plain(&team("ab"));
    vec![
        one("end: the end-of-file mark of DOS", text() + "\u{1a}", "ab", right()),
        one("end: the end-of-file mark of DOS on a line of its own", text() + "\u{1a}\r\n", "ab", right()),
        one("end: lines of Windows", text().replace('\n', "\r\n"), "ab", right()),
        one("end: lines of an old Mac", text().replace('\n', "\r"), "ab", right()),
        one("end: mixed lines", text().replacen('\n', "\r\n", 1), "ab", right()),
        one("end: no line end after the last row", text().trim_end().to_owned(), "ab", right()),
        one("end: blank lines between all rows", text().replace('\n', "\n\n"), "ab", right()),
        one("end: lines that end twice", text().replace('\n', "\r\r\n"), "ab", right()),
        one("end: zeros of a file that was not written to its end", text() + "\0\0\0\0", "ab", either("")),
        later("end: broken off in the last IPUI", "ab", text()[..text().len() - 16].to_owned(), "ab", refused("*", "row 3|D3|E3")),
        later("end: broken off in the last MAC", "ab", text()[..text().len() - 3].to_owned(), "ab", refused("*", "E3")),
        later("end: broken off in the last MAC, exactly before it", "ab", text()[..text().len() - 13].to_owned(), "ab", refused("*", "E3|row 3")),
        later("end: a line feed inside of a password", "ab", text().replace("kJ7-202-Qx", "\"kJ7-2\n02-Qx\""), "ab", refused("*", "B3")),
    ]
}

/// Quotes that mean something else.
fn quotes() -> Vec<Situation> {
    let site = |name: &str, roster: Roster, verdict: Verdict| later(format!("quotes: {name}"), "abcd", roster, "abcd", verdict);
    vec![
        site("a ditto mark in two rows, and rows between are swallowed",
            rows(&["{a}", "202,{b:p},\",{b:i},{A}", "{c}", "204,{d:p},\",{d:i},{A}"]), refused("*", "C3|row 3")),
        site("a ditto mark in two rows that follow each other",
            rows(&["{a}", "202,{b:p},\",{b:i},{A}", "203,{c:p},\",{c:i},{A}", "{d}"]), refused("*", "C3|row 3")),
        site("ditto marks for the base in each row", rows(&["{a}", "202,{b:p},Bo Roe,{b:i},\"", "203,{c:p},Cem Kaya,{c:i},\"", "{d}"]), refused("*", "E3|row 3")),
        site("ditto marks for the base in all rows but the first", rows(&["{a}", "202,{b:p},Bo Roe,{b:i},\"", "203,{c:p},Cem Kaya,{c:i},\"", "204,{d:p},Dora Lind,{d:i},\""]), heard("E3|row 3")),
        site("a name that begins with one, and another name that ends with one",
            rows(&["{a}", "202,{b:p},\"Chef Bo,{b:i},{A}", "{c}", "204,{d:p},Dora\",{d:i},{A}"]), refused("*", "C3|row 3")),
        site("a name that begins with one, twice", rows(&["{a}", "202,{b:p},\"Chef,{b:i},{A}", "{c}", "204,{d:p},\"Chefin,{d:i},{A}"]), refused("*", "C3|row 3")),
        site("a nickname in quotes at the start", rows(&["{a}", "202,{b:p},\"Bo\" Roe,{b:i},{A}", "{c}", "{d}"]), either("C3")),
        site("inches", rows(&["{a}", "202,{b:p},Bo 19\",{b:i},{A}", "{c}", "{d}"]), refused("*", "C3")),
        site("one that is never closed", rows(&["{a}", "202,{b:p},\"Bo Roe,{b:i},{A}", "{c}", "{d}"]), Verdict::Usage("quote")),
        site("a password that begins with one", rows(&["{a}", "202,\"{b:p},Bo Roe,{b:i},{A}", "{c}", "{d}"]), heard("B3|row 3")),
        site("two passwords that begin with one", rows(&["{a}", "202,\"{b:p},Bo Roe,{b:i},{A}", "{c}", "204,\"{d:p},Dora Lind,{d:i},{A}"]), refused("*", "B3|row 3")),
        site("with semicolons: ditto marks", Roster::from("{H;}\n{a;epnib}\n202;{b:p};\";{b:i};{A}\n{c;epnib}\n204;{d:p};\";{d:i};{A}\n"), refused("*", "C3|row 3")),
        site("in .txt with tabs: ditto marks", named("roster.txt", fill("{H\t}\n{a\tepnib}\n202\t{b:p}\t\"\t{b:i}\t{A}\n{c\tepnib}\n204\t{d:p}\t\"\t{d:i}\t{A}\n")), refused("*", "C3|row 3")),
        site("in a column that is not ours", Roster::from("{H},Notiz\n{a},\"neu\n{b},\n{c},alt\"\n{d},\n"), refused("*", "F2|row 2")),
        site("a note that swallows all rows", Roster::from("Notiz,{H}\n\"neu,{a}\n,{b}\n,{c}\nalt\",{d}\n"), refused("*", "A2|row 2")),
        site("whole rows in quotes", rows(&["\"{a}\"", "\"{b}\"", "\"{c}\"", "\"{d}\""]), heard("")),
        site("whole rows and the header in quotes", Roster::from("\"{H}\"\n\"{a}\"\n\"{b}\"\n\"{c}\"\n\"{d}\"\n"), heard("")),
        site("single ones around each cell", rows(&["'201','{a:p}','Anna Berg','{a:i}','{A}'", "{b}", "{c}", "{d}"]), heard("A2")),
        one("quotes: a note of two lines", "{H},Notiz\n{a},\"Tür 3,\nbitte klingeln\"\n{b},\n", "ab", right()),
        one("quotes: an address of four lines", "{H},Adresse\n{a},\"Firma\nWeg 1, Hof\n12345 Berlin\nDeutschland\"\n{b},\n", "ab", right()),
        one("quotes: around every cell", "\"extension\",\"password\",\"display_name\",\"ipui\",\"base_mac\"\n\"201\",\"{a:p}\",\"Anna Berg\",\"{a:i}\",\"{A}\"\n", "a", right()),
        one("quotes: a comma in a name", rows(&["{a}", "202,{b:p},\"Roe, Bo\",{b:i},{A}"]), [phone('a'), phone('b').name("Roe, Bo")], right()),
        one("quotes: an empty cell", rows(&["{a}", "202,{b:p},\"\",{b:i},{A}"]), "a", refused("missing-value", "C3")),
        one("quotes: a header of two lines", "extension,password,\"display\nname\",ipui,base_mac\n{a}\n", "a", right()),
    ]
}

fn delimiters() -> Vec<Situation> {
    let spaced = |text: &str| fill(text).replace(';', "; ");
    vec![
        one("delimiter: semicolons", fill("{H;}\n{a;epnib}\n{b;epnib}\n"), "ab", right()),
        one("delimiter: tabs in a .csv", fill("{H\t}\n{a\tepnib}\n"), "a", right()),
        one("delimiter: vertical bars", fill("{H|}\n{a|epnib}\n"), "a", right()),
        one("delimiter: a space behind each", fill("{H}\n{a}\n{b}\n").replace(',', ", "), "ab", fine()),
        one("delimiter: a space behind each semicolon", spaced("{H;}\n{a;epnib}\n{b;epnib}\n"), "ab", fine()),
        one("delimiter: a space behind each, and quotes", fill("extension, password, display_name, ipui, base_mac\n201, {a:p}, \"Berg, Anna\", {a:i}, {A}\n"), [phone('a').name("Berg, Anna")], fine()),
        one("delimiter: a space before and behind each", fill("{H}\n{a}\n{b}\n").replace(',', " , "), "ab", either("B2")),
        one("delimiter: a space behind some", fill("{H}\n{a}\n202, {b:p},Bo Roe,{b:i},{A}\n"), "a", refused("*", "B3")),
        one("delimiter: aligned with spaces", fill("extension ; password ; display_name ; ipui ; base_mac\n201       ; {a:p} ; Anna Berg ; {a:i} ; {A}\n"), "a", either("B2")),
        one("delimiter: sep= in the first line", fill("sep=;\n{H;}\n{a;epnib}\n"), "a", right()),
        one("delimiter: one too many at the end of each row", fill("{H},\n{a},\n{b},\n"), "ab", right()),
        one("delimiter: many too many at the end of each row", fill("{H},,,,,,\n{a},,,,,,\n"), "a", right()),
        one("delimiter: commas in names, between semicolons", fill("{H;}\n201;{a:p};Berg, Anna;{a:i};{A}\n"), [phone('a').name("Berg, Anna")], right()),
        one("delimiter: device bytes with commas, between semicolons", fill("{H;}\n201;{a:p};Anna Berg;0x02,0x9E,0x74,0xA5,0x99;{A}\n"), "a", right()),
        one("delimiter: semicolons were replaced by commas in an editor, names too", fill("{H}\n201,{a:p},Berg, Anna,{a:i},{A}\n{b}\n"), "b", refused("*", "row 2|D2|F2|C2")),
        later("delimiter: half of the file with another", "abcd", fill("{H}\n{a}\n{b}\n{c;epnib}\n{d;epnib}\n"), "abcd", refused("*", "row 4|A4")),
        later("delimiter: a table of columns of fixed width", "ab", "extension password   display_name ipui       base_mac\n201       x          Anna         029E74A599 7C2F80123456\n", "ab", refused("*", "")),
        one("delimiter: the config says which", fill("{H#}\n{a#epnib}\n"), "a", right()).config("[roster]\ndelimiter = \"#\"\n"),
        later("delimiter: a semicolon at the end of a password that has one", "ab", fill("{H;}\n{a;epnib}\n202;{b:p};;Bo Roe;{b:i};{A}\n"), "ab", refused("*", "row 3|C3|D3|F3")),
    ]
}
