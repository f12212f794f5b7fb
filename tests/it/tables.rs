//! Rosters in three tables: handsets, accounts from the PBX, bases.

use crate::harness::{Given, Then, given, repository};

const HANDSETS: &str = "extension,ipui,base_mac\n\
    201,029E74A599,7C2F80123456\n\
    202,02B6EC8AA5,7C2F80123456\n\
    203,00092263A1,7C2F80123456\n";
const FILE: &str = "out/7C2F80123456.xml";

/// A PBX, and what its accounts sign in with in place of the extension.
const PBXS: [(&str, &str); 9] = [
    ("freepbx", ""),
    ("fusionpbx", ""),
    ("3cx", "auth"),
    ("issabel", ""),
    ("wazo", "wz"),
    ("yeastar", "yea"),
    ("grandstream", "gs"),
    ("switchvox", ""),
    ("generic", "gen"),
];

const PEOPLE: [(&str, &str); 3] = [
    ("201", "Ada Lovelace"),
    ("202", "Bo Ek"),
    ("203", "Cy Young"),
];

fn export(name: &str) -> String {
    std::fs::read_to_string(repository(&format!("tests/fixtures/pbx/{name}.csv"))).unwrap()
}

/// The values of one item of all accounts, by position.
fn values(then: &Then<'_>, file: &str, item: &str) -> Vec<String> {
    let items = then.xml(file).items;
    (0..100)
        .map_while(|index| items.get(&format!("BS_VOIP_Data.astVoipAccounts[{index}].{item}")))
        .map(|value| value.trim_matches('"').to_owned())
        .collect()
}

#[test]
fn the_export_of_every_pbx_gives_logins_secrets_and_names() {
    for (pbx, login) in PBXS {
        let given = given()
            .file("handsets.csv", HANDSETS)
            .file("pbx.csv", export(pbx));
        let then = given.when("build handsets.csv pbx.csv --out out").code(0);
        let logins = PEOPLE.map(|(extension, _)| format!("{login}{extension}"));
        let secrets = PEOPLE.map(|(extension, _)| format!("Sip-{extension}-x"));
        assert_eq!(values(&then, FILE, "aucS_SIP_LOGIN_ID[0]"), logins, "{pbx}");
        assert_eq!(
            values(&then, FILE, "aucS_SIP_PASSWORD[0]"),
            secrets,
            "{pbx}"
        );
        let names = PEOPLE.map(|(_, name)| name);
        assert_eq!(
            values(&then, FILE, "aucS_SIP_DISPLAYNAME[0]"),
            names,
            "{pbx}"
        );
        assert!(
            then.stdout.contains("3 of 3 accounts are used"),
            "{pbx}: {}",
            then.stdout
        );
        let warnings = then.findings("out/report.csv").into_iter();
        let codes: Vec<_> = warnings
            .filter(|finding| finding.get("severity") != "info")
            .map(|finding| finding.get("code").to_owned())
            .collect();
        assert_eq!(codes, ["no-window"], "{pbx}");
    }
}

/// Passwords of voicemail, web pages and conferences, PINs, and MAC addresses of desk phones.
#[test]
fn nothing_else_of_an_export_is_taken_or_shown() {
    for (pbx, _) in PBXS {
        let given = given()
            .file("handsets.csv", HANDSETS)
            .file("pbx.csv", export(pbx));
        let then = given.when(
            "build handsets.csv pbx.csv --out out --report r.csv --report r.json --report r.html",
        );
        let file = then.text(FILE);
        let said = [
            then.text("r.csv"),
            then.text("r.json"),
            then.text("r.html"),
            then.stdout.clone(),
            then.stderr.clone(),
        ]
        .concat();
        for decoy in [
            "99201",
            "98201",
            "Portal-201",
            "Web-201",
            "Srv-201",
            "A00201",
            "@example.com",
        ] {
            assert!(!file.contains(decoy), "{pbx}: {decoy}");
        }
        for secret in [
            "Sip-201-x",
            "99201",
            "98201",
            "Portal-201",
            "Web-201",
            "Srv-201",
        ] {
            assert!(!said.contains(secret), "{pbx}: {secret} in {said}");
        }
    }
}

/// The bytes of all provisioning files.
fn built(given: &Given, rosters: &str) -> Vec<(String, Vec<u8>)> {
    let out = format!(
        "out{}",
        rosters.len() * 31 + rosters.bytes().map(usize::from).sum::<usize>()
    );
    given
        .when(&format!("build {rosters} --out {out} --report r.csv"))
        .code(0);
    let files = given.files(&out).into_iter();
    files.filter(|(name, _)| name.contains(".xml")).collect()
}

#[test]
fn three_tables_give_the_bytes_of_one_in_every_order() {
    let one = "extension,password,display_name,ipui,base_mac,login\n\
        201,Sip-201-x,Ada Lovelace,029E74A599,7C2F80123456,auth201\n\
        202,Sip-202-x,Bo Ek,02B6EC8AA5,7C2F80123456,auth202\n\
        203,Sip-203-x,Cy Young,00092263A1,7C2F80A41C07,auth203\n";
    let handsets = "extension,ipui,base\n\
        201,029E74A599,north\n\
        202,02B6EC8AA5, North\n\
        203,00092263A1,South\n";
    let bases = "base_mac,base\n7C2F80123456,North\n7C:2F:80:A4:1C:07,South\n";
    let given = given()
        .file("one.csv", one)
        .file("h.csv", handsets)
        .file("p.csv", export("3cx"))
        .file("b.csv", bases)
        .env("SOURCE_DATE_EPOCH", "1764000000");
    let expected = built(&given, "one.csv");
    assert_eq!(expected.len(), 2);
    for order in [
        "h.csv p.csv b.csv",
        "h.csv b.csv p.csv",
        "p.csv h.csv b.csv",
        "p.csv b.csv h.csv",
        "b.csv h.csv p.csv",
        "b.csv p.csv h.csv",
    ] {
        assert!(built(&given, order) == expected, "{order}");
    }
}

/// Codes of what follows from other findings, or from passwords that are joined on purpose.
const CONSEQUENCES: [&str; 3] = ["no-window", "base-held", "reused-password"];

/// Code, place and related place of each finding that is no info.
fn faults(then: &Then<'_>) -> Vec<[String; 3]> {
    let findings = then.findings("r.csv").into_iter();
    findings
        .filter(|finding| finding.get("severity") != "info")
        .filter(|finding| !CONSEQUENCES.contains(&finding.get("code")))
        .map(|finding| {
            let place = format!("{}:{}", finding.get("file"), finding.get("cell"));
            [
                finding.get("code").to_owned(),
                place,
                finding.get("related").to_owned(),
            ]
        })
        .collect()
}

fn joined(handsets: &str, accounts: &str) -> (i32, Vec<[String; 3]>) {
    let given = given().file("h.csv", handsets).file("p.csv", accounts);
    let then = given.when("build h.csv p.csv --out out --report r.csv");
    let said = [then.text("r.csv"), then.stdout.clone(), then.stderr.clone()].concat();
    for secret in ["Secret-1", "Secret-2", "Other-1"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
    (then.code, faults(&then))
}

fn fault(code: &str, place: &str, related: &str) -> [String; 3] {
    [code, place, related].map(str::to_owned)
}

#[test]
fn what_does_not_join_is_said_at_its_cell() {
    let handsets = "extension,ipui,base_mac\n101,029E74A599,7C2F80123456\n";
    let accounts = "extension,secret,name\n101,Secret-1,Ada\n";
    assert_eq!(joined(handsets, accounts), (0, vec![]));

    let (code, found) = joined(handsets, "extension,secret,name\n102,Secret-2,Bo\n");
    assert_eq!(
        (code, found),
        (1, vec![fault("no-account", "h.csv:A2", "")])
    );
    let (code, found) = joined(handsets, "extension,secret,name\n0101,Secret-2,Bo\n");
    assert_eq!(
        (code, found),
        (1, vec![fault("no-account", "h.csv:A2", "")])
    );
    let twice = format!("{accounts}101,Secret-2,Ada too\n");
    let (code, found) = joined(handsets, &twice);
    assert_eq!(
        (code, found),
        (1, vec![fault("duplicate-account", "h.csv:A2", "p.csv:A2")])
    );

    let own = "extension,ipui,base_mac,password,login\n101,029E74A599,7C2F80123456,Secret-1,\n";
    assert_eq!(joined(own, accounts), (0, vec![]));
    let other = own.replace("Secret-1", "Other-1");
    let (code, found) = joined(&other, accounts);
    assert_eq!(
        (code, found),
        (1, vec![fault("conflicting-value", "h.csv:D2", "p.csv:B2")])
    );
    let logins = own.replace("Secret-1,", "Secret-1,ada");
    let (code, found) = joined(
        &logins,
        "extension,secret,name,login\n101,Secret-1,Ada,lovelace\n",
    );
    assert_eq!(
        (code, found),
        (1, vec![fault("conflicting-value", "h.csv:E2", "p.csv:D2")])
    );
}

#[test]
fn a_fault_of_an_account_is_said_once_at_its_own_cell() {
    let handsets = "extension,ipui,base_mac\n\
        101,029E74A599,7C2F80123456\n101,02B6EC8AA5,7C2F80A41C07\n";
    let (code, found) = joined(
        handsets,
        "extension,secret,name\n101,********,Ada\n102,,Bo\n",
    );
    assert_eq!(
        (code, found),
        (1, vec![fault("masked-password", "p.csv:B2", "")])
    );
}

#[test]
fn an_own_name_goes_before_that_of_the_account() {
    let given = given()
        .file("h.csv", "extension,ipui,base_mac,display_name\n101,029E74A599,7C2F80123456,Reception\n102,02B6EC8AA5,7C2F80123456,\n")
        .file("p.csv", "extension,secret,first name,last name\n101,Secret-1,Ada,Ek\n102,Secret-2,Bo,Young\n");
    let then = given.when("build h.csv p.csv --out out").code(0);
    assert_eq!(
        values(&then, FILE, "aucS_SIP_DISPLAYNAME[0]"),
        ["Reception", "Bo Young"]
    );
}

#[test]
fn accounts_that_are_no_sip_accounts_are_not_joined() {
    let handsets = "extension,ipui,base_mac\n290,029E74A599,7C2F80123456\n";
    let given = given()
        .file("h.csv", handsets)
        .file("p.csv", export("freepbx"));
    let then = given
        .when("build h.csv p.csv --out out --report r.csv")
        .code(1);
    assert_eq!(faults(&then), [fault("no-account", "h.csv:A2", "p.csv:A5")]);
}

#[test]
fn accounts_without_handsets_are_a_roster_that_lacks_columns() {
    let given = given().file("p.csv", export("3cx"));
    let then = given.when("build p.csv --out out").code(2);
    assert!(then.stdout.contains("missing-column"), "{}", then.stdout);
}

#[test]
fn three_customers_with_servers_of_their_own_go_in_one_run() {
    let handsets = "extension,ipui,base,password,display_name\n\
        101,029E74A599,Mill,Secret-1,Ada\n\
        101,02B6EC8AA5,Bakery,Secret-2,Bo\n\
        101,00092263A1,School,Secret-3,Cy\n";
    let bases = "MAC,Name,SIP-Server,sip_server_port,window_start,window_duration,PIN\n\
        7C2F80000001,Mill,mill.example,5060,2026-12-01T08:00,14d,0000\n\
        7C2F80000002,Bakery,bakery.example,5061,,,\n\
        7C2F80000003,School,,,none,,1234\n";
    let given = given().file("h.csv", handsets).file("b.csv", bases);
    let then = given
        .when("build h.csv b.csv --out out --set sip_server=all.example --pin 0001 --window-start 2026-12-02T08:00 --window-duration 1d")
        .code(0);
    let item = |mac: &str, id: &str| {
        let items = then.xml(&format!("out/{mac}.xml")).items;
        items
            .get(id)
            .map(|value| value.trim_matches('"').to_owned())
            .unwrap_or_default()
    };
    let server = "BS_VOIP_Data.astVoipProviders[0].aucSIP_SERVER[0]";
    let port = "BS_VOIP_Data.astVoipProviders[0].uiSIP_SERVER_PORT";
    let start = "BS_AE_Subscriber.acIPUIRegistrationTimestamp[0]";
    let seconds = "BS_AE_Subscriber.ulIPUIRegistrationDuration";
    let pin = "BS_CUSTOM.aucKdsPin[0]";
    for (mac, expected) in [
        (
            "7C2F80000001",
            ["mill.example", "5060", "0112260800", "1209600", "0x00,0x00"],
        ),
        (
            "7C2F80000002",
            ["bakery.example", "5061", "0212260800", "86400", "0x00,0x01"],
        ),
        ("7C2F80000003", ["all.example", "", "", "", "0x12,0x34"]),
    ] {
        let found = [server, port, start, seconds, pin].map(|id| item(mac, id));
        assert_eq!(found, expected, "{mac}");
    }
    let stamps = || {
        let names = ["7C2F80000001", "7C2F80000002", "7C2F80000003"];
        names.map(|mac| {
            std::fs::metadata(given.path(&format!("out/{mac}.xml")))
                .unwrap()
                .modified()
                .unwrap()
        })
    };
    let before = stamps();
    given
        .when("build h.csv b.csv --out out --set sip_server=all.example --pin 0001 --window-start 2026-12-02T08:00 --window-duration 1d")
        .code(0);
    assert_eq!(stamps(), before, "the second run writes nothing");
}

#[test]
fn faults_of_bases_are_said_at_their_cells_and_hold_them() {
    let handsets = "extension,ipui,base,password,display_name\n\
        101,029E74A599,North,Secret-1,Ada\n\
        102,02B6EC8AA5,Nowhere,Secret-2,Bo\n";
    for (bases, expected) in [
        (
            "mac,name\n7C2F80000001,North\n",
            vec![fault("unknown-base", "h.csv:C3", "")],
        ),
        (
            "mac,name,window_start\n7C2F80000001,North,tomorrow\n7C2F80000002,Nowhere,\n",
            vec![fault("invalid-base-setting", "b.csv:C2", "")],
        ),
        (
            "mac,name,template\n7C2F80000001,North,n270\n7C2F80000002,Nowhere,\n",
            vec![fault("invalid-base-setting", "b.csv:C2", "")],
        ),
        (
            "mac,name,device\n7C2F80000001,North,toaster\n7C2F80000002,Nowhere,n720\n",
            vec![fault("invalid-base-setting", "b.csv:C2", "")],
        ),
        (
            "mac,name\n7C2F80000001,North\n7C2F80000001,Nowhere\n",
            vec![
                fault("unknown-base", "h.csv:C3", ""),
                fault("duplicate-base", "b.csv:A3", "b.csv:2"),
            ],
        ),
        (
            "mac,name,sip_sever\n7C2F80000001,North,x\n7C2F80000002,Nowhere,y\n",
            vec![fault("unknown-setting", "b.csv:C1", "")],
        ),
    ] {
        let given = given().file("h.csv", handsets).file("b.csv", bases);
        let then = given.when("build h.csv b.csv --out out --report r.csv");
        let found = faults(&then);
        assert_eq!(found.len(), expected.len(), "{bases}: {found:?}");
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found[..2], expected[..2], "{bases}");
        }
        let is_error = expected.iter().any(|fault| fault[0] != "unknown-setting");
        assert_eq!(then.code, i32::from(is_error), "{bases}");
    }
}

const ONE: &str = "extension,ipui,base_mac\n201,029E74A599,7C2F80123456\n";

#[test]
fn an_account_whose_values_slipped_is_refused() {
    for accounts in [
        "extension,name,secret\n201,Anna,pa,ss\n",
        "extension,name,secret\n201,Moll,Anna,Secret-1\n",
    ] {
        let (code, found) = joined(ONE, accounts);
        assert_eq!(
            (code, found),
            (1, vec![fault("ragged-row", "p.csv:D2", "")])
        );
    }
}

#[test]
fn a_header_with_a_mistake_below_accounts_is_no_account() {
    for rows in [
        "extension,secret,name\n201,Secret-1,Anna\n\nextension,name,pasword\n202,Bert,Secret-2\n",
        "extension,secret,name\n201,Secret-1,Anna\n\nextension,ipiu,base\n202,02B6EC8AA5,7C2F80123456\n",
    ] {
        let given = given().file("h.csv", ONE).file("p.csv", rows);
        let then = given.when("build h.csv p.csv --out out").code(2);
        assert!(
            then.stdout.contains("error[missing-column]"),
            "{}",
            then.stdout
        );
        assert!(!given.path(FILE).exists());
    }
}

#[test]
fn a_password_for_something_else_is_none_though_it_says_so_in_brackets() {
    let accounts = "extension,name,Secret (Voicemail),Password\n201,Anna,Other-1,Secret-1\n";
    let given = given().file("h.csv", ONE).file("p.csv", accounts);
    let then = given.when("build h.csv p.csv --out out").code(0);
    assert_eq!(values(&then, FILE, "aucS_SIP_PASSWORD[0]"), ["Secret-1"]);
    for other in [
        "Kennwort (Voicemail)",
        "Password [web]",
        "Passwort (Webportal)",
    ] {
        let accounts = accounts.replace("Secret (Voicemail),Password", &format!("{other},note"));
        given.write("p.csv", accounts);
        given.when("build h.csv p.csv --out out").code(2);
    }
}

#[test]
fn accounts_that_are_left_out_are_said() {
    let accounts = "extension,secret,name,tech\n201,Secret-1,Anna,pjsip\n,Secret-2,Bert,pjsip\nStand 2026,,,\n202,Secret-2,Cy,dahdi\n";
    let handsets = format!("{ONE}202,02B6EC8AA5,7C2F80123456\n");
    let given = given().file("h.csv", handsets).file("p.csv", accounts);
    let then = given
        .when("build h.csv p.csv --out out --report r.csv --on-error skip")
        .code(1);
    assert!(
        then.stdout.contains("1 of 1 account is used"),
        "{}",
        then.stdout
    );
    assert_eq!(faults(&then), [fault("no-account", "h.csv:A3", "p.csv:A5")]);
    let infos = then.findings("r.csv").into_iter();
    let left_out: Vec<_> = infos
        .filter(|finding| finding.get("code") == "row-left-out")
        .map(|finding| finding.get("cell").to_owned())
        .collect();
    assert_eq!(left_out, ["A3", "A4"]);
}

#[test]
fn a_mark_for_nothing_leaves_the_word_to_the_account() {
    let handsets = "extension,ipui,base_mac,password,name\n201,029E74A599,7C2F80123456,n/a,-\n";
    let given = given()
        .file("h.csv", handsets)
        .file("p.csv", "extension,secret,name\n201,Secret-1,Anna\n");
    let then = given.when("build h.csv p.csv --out out").code(0);
    assert_eq!(values(&then, FILE, "aucS_SIP_PASSWORD[0]"), ["Secret-1"]);
    assert_eq!(values(&then, FILE, "aucS_SIP_DISPLAYNAME[0]"), ["Anna"]);
}

#[test]
fn a_value_beside_the_columns_is_not_shown() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let rows = [
        ["extension", "ipui", "base_mac", "name", "password", ""],
        [
            "201",
            "029E74A599",
            "7C2F80123456",
            "Ada",
            "Secret-1",
            "Old-Secret",
        ],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(cells) {
            sheet.write_string(row, column, text).unwrap();
        }
    }
    let given = given().file("roster.xlsx", book.save_to_buffer().unwrap());
    let then = given
        .when("build roster.xlsx --out out --report r.csv --report r.html --report r.json")
        .code(0);
    let said = [
        then.text("r.csv"),
        then.text("r.html"),
        then.text("r.json"),
        then.stdout.clone(),
    ]
    .concat();
    assert!(
        said.contains("unused-column") && !said.contains("Old-Secret"),
        "{said}"
    );
}

const H: &str = "extension,password,display_name,ipui,base\n";
const OFFICE: &str = "7C2F80123456";
const STORE: &str = "7C2F8012ABCD";

/// Two handsets on two bases, with these texts in their base cells.
fn two(office: &str, store: &str) -> String {
    format!("{H}201,Sip-201-x,Ada,029E74A599,{office}\n202,Sip-202-x,Bo,02B6EC8AA5,{store}\n")
}

/// Nobody knows which base the broken row is about: each without a row of its own keeps its file.
#[test]
fn a_row_of_the_bases_without_a_mac_holds_every_base_without_a_row() {
    const BUILD: &str = "build h.csv b.csv --out out --report r.csv";
    let bases = "MAC,Name,sip_server\n7C2F80123456,Office,p1\n7C2F8012ABCD,Store,p2\n";
    for named in [false, true] {
        for on_error in ["hold", "skip"] {
            for broken in ["7C2F8012ABC", "", "n/a", OFFICE, "#N/A"] {
                let handsets = if named {
                    two("Office", "Store")
                } else {
                    two(OFFICE, STORE)
                };
                let given = given().file("h.csv", handsets).file("b.csv", bases);
                given.when(&format!("{BUILD} --set sip_server=run")).code(0);
                let before = given.files("out");
                given.write("b.csv", bases.replace(STORE, broken).replace("p1", "p3"));
                let then = given.when(&format!(
                    "{BUILD} --set sip_server=run --on-error {on_error}"
                ));
                let then = then.code(1);
                let name = format!("{STORE}.xml");
                assert!(
                    then.files("out")[&name] == before[&name],
                    "{broken} {on_error} {named}"
                );
                // A base whose own row is right goes on.
                let office = then.text(FILE);
                let expected = if broken == OFFICE { "p1" } else { "p3" };
                assert!(office.contains(expected), "{broken} {on_error} {named}");
            }
        }
    }
}

#[test]
fn nothing_of_a_rejected_row_of_the_bases_is_used() {
    let bases = "MAC,Name,sip_server,template\n7C2F80123456,Office,p1,\n7C2F8012ABCD,Store,p2,\n";
    let given = given()
        .file("h.csv", two("Office", "Store"))
        .file("b.csv", bases);
    given.when("build h.csv b.csv --out out").code(0);
    let before = given.files("out");
    for broken in [
        "7C2F8012ABCD,Store,p4,n270",
        "7C2F8012ABCE,Store,p4,n270",
        "7C2F8012ABCE,Store,#N/A,",
        "7C2F8012ABCD,Office,p4,",
    ] {
        given.write("b.csv", bases.replace("7C2F8012ABCD,Store,p2,", broken));
        let then = given
            .when("build h.csv b.csv --out out --on-error skip")
            .code(1);
        let mut after = then.files("out");
        after.remove("report.csv");
        let name = format!("{STORE}.xml");
        assert!(after[&name] == before[&name], "{broken}");
        assert!(
            after[&format!("{OFFICE}.xml")] == before[&format!("{OFFICE}.xml")],
            "{broken}"
        );
        assert!(!after.contains_key("7C2F8012ABCE.xml"), "{broken}");
    }
}

#[test]
fn a_cell_of_the_bases_that_cannot_be_meant_is_an_error() {
    for (header, cell, code) in [
        ("sip_server", "#N/A", "error-cell"),
        ("sip_server", "0", "invalid-base-setting"),
        ("sip_server", "\"a\nb\"", "forbidden-character"),
        ("sip_server", "\"a\"\"b\"", "invalid-base-setting"),
        ("sip_server_port", "5060.5", "invalid-base-setting"),
        ("sip_server_port", "+5060", "invalid-base-setting"),
        ("sip_server_port", "05060", "invalid-base-setting"),
        ("sip_server_port", "0", "invalid-base-setting"),
        ("sip_server_port", "65536", "invalid-base-setting"),
        ("window_duration", "14", "invalid-base-setting"),
        ("name", "#NV", "error-cell"),
        ("name", "7C2F80A41C07", "invalid-base-setting"),
        ("sip_server", "a,b", "ragged-row"),
    ] {
        let bases = format!("MAC,{header}\n{OFFICE},{cell}\n");
        let given = given()
            .file("h.csv", two(OFFICE, STORE))
            .file("b.csv", bases);
        let then = given
            .when("build h.csv b.csv --out out --report r.csv")
            .code(1);
        let found: Vec<_> = faults(&then)
            .into_iter()
            .map(|fault| fault[0].clone())
            .collect();
        assert_eq!(found, [code], "{header} {cell}");
    }
}

#[test]
fn two_columns_of_the_bases_that_mean_the_same_must_not_differ() {
    for (header, row, cell) in [
        ("MAC,sip_server,SIP-Server", "p1,p2", "b.csv:C1"),
        ("MAC,Name,Standort", "Office,Berlin", "b.csv:C1"),
    ] {
        let bases = |row: &str| format!("{header}\n{OFFICE},{row}\n");
        let given = given()
            .file("h.csv", two(OFFICE, STORE))
            .file("b.csv", bases(row));
        let then = given.when("build h.csv b.csv --out out --report r.csv");
        assert_eq!(then.code, 2, "{header}");
        assert_eq!(faults(&then)[0], fault("duplicate-column", cell, "B1"));
        given.write("b.csv", bases("p1,p1"));
        given.when("build h.csv b.csv --out out").code(0);
    }
}

#[test]
fn a_mac_in_a_base_cell_means_that_base() {
    let bases = "MAC,Name\n7C2F80123456,Office\n7C2F8012ABCD,Store\n";
    for (cell, code) in [
        ("7C2F8012ABCD (Store)", 0),
        ("7C2F8012ABCD (Office)", 1),
        ("Office (7C2F8012ABCD)", 1),
        ("7C2F8012ABCD (second floor)", 0),
    ] {
        let given = given()
            .file("h.csv", two("Office", cell))
            .file("b.csv", bases);
        let then = given.when("build h.csv b.csv --out out --report r.csv");
        assert_eq!(then.code, code, "{cell}: {}", then.stdout);
        let expected = match code {
            0 => vec![],
            _ => vec![fault("unknown-base", "h.csv:E3", "")],
        };
        assert_eq!(faults(&then), expected, "{cell}");
    }
}

/// The findings of one build of handsets by MAC address and this table beside them.
fn beside(table: &str) -> (i32, Vec<[String; 3]>) {
    let given = given()
        .file("h.csv", two(OFFICE, STORE))
        .file("b.csv", table);
    let then = given.when("build h.csv b.csv --out out --report r.csv");
    (then.code, faults(&then))
}

#[test]
fn handsets_with_an_unknown_header_are_not_taken_for_bases() {
    for table in [
        "Line,Phone S/N,Base\n203,00092263A1,7C2F80A41C07\n",
        "Line,Seat,Base\n1,a,7C2F80A41C07\n2,b,7C2F80A41C07\n3,c,7C2F80A41C07\n4,d,7C2F80A41C07\n",
    ] {
        let (code, found) = beside(table);
        assert_eq!(code, 2, "{table}");
        let missing = |fault: &[String; 3]| fault[0] == "missing-column";
        assert!(found.iter().any(missing), "{table}: {found:?}");
    }
}

#[test]
fn the_columns_of_bases_are_understood_in_any_order() {
    for header in [
        "base,base_mac,sip_server",
        "Base,MAC,sip_server",
        "Basis,MAC,sip_server",
    ] {
        let bases = format!("{header}\nOffice,{OFFICE},p1\nStore,{STORE},p2\n");
        let given = given()
            .file("h.csv", two("Office", "Store"))
            .file("b.csv", bases);
        let then = given.when("build h.csv b.csv --out out").code(0);
        assert!(then.text(FILE).contains("p1"), "{header}");
    }
    let table = format!("MAC,Name,User,Password\n{OFFICE},Office,admin,Secret-1\n");
    let (code, found) = beside(&table);
    let codes: Vec<_> = found.iter().map(|fault| fault[0].as_str()).collect();
    assert_eq!(
        (code, codes),
        (0, vec!["unknown-setting", "unknown-setting"])
    );
}

#[test]
fn a_repeated_header_begins_the_table_of_bases_anew() {
    let bases = format!("MAC,sip_server\n{OFFICE},p1\nMAC,sip_server\n{STORE},p2\n");
    assert_eq!(beside(&bases), (0, vec![]));
    let turned = format!("MAC,sip_server\n{OFFICE},p1\nsip_server,MAC\np2,{STORE}\n");
    assert_eq!(beside(&turned), (0, vec![]));
}

#[test]
fn a_table_of_bases_or_accounts_without_a_row_is_said() {
    for header in ["MAC,Name,sip_server\n", "extension,secret,name\n"] {
        assert_eq!(
            beside(header),
            (0, vec![fault("empty-table", "b.csv:", "")])
        );
    }
}

#[test]
fn only_the_header_of_the_handsets_is_said_to_lack_columns() {
    let handsets = two(OFFICE, STORE).replace("password", "Device key");
    let bases = format!("MAC,Name,sip_server\n{OFFICE},Office,p1\n");
    let given = given().file("h.csv", handsets).file("b.csv", bases);
    let then = given
        .when("build h.csv b.csv --out out --report r.csv")
        .code(2);
    assert_eq!(faults(&then), [fault("missing-column", "h.csv:", "")]);
}

#[test]
fn a_sheet_of_one_base_with_the_name_of_another_above_its_header_is_refused() {
    let given = given().file(
        "b.csv",
        format!("MAC,Name\n{OFFICE},Office\n{STORE},Store\n"),
    );
    for (above, code) in [("Store", 2), ("Office", 0), ("Ground floor", 0)] {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet().set_name("Office").unwrap();
        sheet.write(0, 0, above).unwrap();
        for (column, text) in (0..).zip(["extension", "password", "display_name", "ipui"]) {
            sheet.write(1, column, text).unwrap();
        }
        for (column, text) in (0..).zip(["201", "Sip-201-x", "Ada", "029E74A599"]) {
            sheet.write(2, column, text).unwrap();
        }
        book.save(given.path("h.xlsx")).unwrap();
        let then = given.when("build h.xlsx b.csv --out out --report r.csv");
        assert_eq!(then.code, code, "{above}: {}", then.stdout);
        if code == 2 {
            assert_eq!(faults(&then), [fault("row-above-header", "h.xlsx:A1", "")]);
        }
    }
}

#[test]
fn other_equipment_beside_the_bases_is_a_warning() {
    let inventory = format!("MAC,Name,Model\n{OFFICE},Office,N720\n0018B9123456,Switch,SG350\n");
    let warning = fault("invalid-base-setting", "b.csv:C3", "");
    assert_eq!(beside(&inventory), (0, vec![warning]));
    let (code, found) = beside(&inventory.replace("0018B9123456", STORE));
    assert_eq!((code, found[0][0].as_str()), (1, "invalid-base-setting"));
}
