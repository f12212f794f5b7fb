//! A file that another provisioning server made is taken over: what is about no account stays.

use std::collections::BTreeMap;

use crate::harness::{Given, Then, given, repository};

const FILE: &str = "out/7C2F80123456.xml";
const BUILD: &str = "build roster.csv --out out";

/// The rows of the people in the fixture, as its file has them.
const ROWS: [&str; 3] = [
    "0101,Invented-0101-x,Anna Ähre,029E74A599,7C2F80123456",
    "0102,Invented-0102-x,Bo Roe,02B6EC8AA5,7C2F80123456",
    "0104,Invented-0104-x,Cy & Co,00092263A1,7C2F80123456",
];

fn fixture() -> String {
    std::fs::read_to_string(repository("tests/fixtures/provisioned/n720.xml")).unwrap()
}

/// A site of which only the file is there.
fn adopted(file: &str) -> Given {
    roster(given().file(FILE, file), &ROWS)
}

fn roster(given: Given, rows: &[&str]) -> Given {
    given.write(
        "roster.csv",
        format!("{}\n{}\n", crate::harness::HEADER, rows.join("\n")),
    );
    given
}

/// The base's items in their order, accounts and handsets left out, and its elements as they are
/// written.
fn settings(bytes: &[u8]) -> (Vec<(String, String)>, BTreeMap<String, String>) {
    let text = if bytes.windows(5).any(|window| window == b"UTF-8") {
        String::from_utf8(bytes.to_vec()).unwrap()
    } else {
        bytes.iter().copied().map(char::from).collect()
    };
    let document = roxmltree::Document::parse(&text).unwrap();
    let provider = document.root_element().first_element_child().unwrap();
    let (mut items, mut elements) = (Vec::new(), BTreeMap::new());
    for element in provider.children().filter(roxmltree::Node::is_element) {
        let attribute = |name| element.attribute(name).unwrap_or_default().to_owned();
        let id = attribute("ID");
        let of_account = [
            "IS_ACTIVE",
            "aucS_SIP_",
            "ucVoipProviderIndex",
            "VOIP_NET_AM",
            "aucHandsetCode",
        ];
        let of_position = id.contains("ccounts[") && !id.contains("ccounts[%]");
        if of_position && of_account.iter().any(|name| id.contains(name)) {
            continue;
        }
        if element.has_tag_name("SYMB_ITEM") {
            items.push((id, attribute("value")));
        } else {
            let inside = element.descendants().map(|node| {
                let attributes = node
                    .attributes()
                    .map(|it| format!("{}={:?}", it.name(), it.value()));
                let text = node.text().unwrap_or_default().trim();
                format!(
                    "{} {} {text}",
                    node.tag_name().name(),
                    attributes.collect::<String>()
                )
            });
            let name = element.tag_name().name().to_owned();
            elements.insert(name, inside.filter(|it| !it.trim().is_empty()).collect());
        }
    }
    (items, elements)
}

fn codes(then: &Then<'_>) -> Vec<String> {
    let findings = then.findings("out/report.csv");
    findings
        .iter()
        .map(|it| it.get("code").to_owned())
        .collect()
}

fn message(then: &Then<'_>, code: &str) -> String {
    let findings = then.findings("out/report.csv");
    let found = findings.iter().find(|it| it.get("code") == code);
    found
        .unwrap_or_else(|| panic!("no {code}: {findings:?}"))
        .get("message")
        .to_owned()
}

#[test]
fn every_item_and_element_of_another_server_stays() {
    let before = fixture();
    let given = adopted(&before);
    // It says what the roster says.
    assert_eq!(given.when(BUILD).code(0).bytes(FILE), before.as_bytes());
    let given = roster(
        given,
        &[
            "0101,Invented-0101-x,Anna Berg,029E74A599,7C2F80123456",
            ROWS[1],
            ROWS[2],
        ],
    );
    let then = given.when(BUILD).code(0);
    assert_eq!(codes(&then), Vec::<String>::new());
    let (mut items, mut elements) = settings(before.as_bytes());
    let (mut kept, mut kept_elements) = settings(&then.bytes(FILE));
    assert_eq!(items.len(), 124);
    // Their order too, so that a later item overrules the same earlier one.
    assert_eq!(kept, items);
    // The version is the file's own, and follows its content.
    let version = elements.remove("VERSION").unwrap();
    assert_ne!(kept_elements.remove("VERSION").unwrap(), version);
    assert_eq!(elements.len(), 4);
    assert_eq!(kept_elements, elements);
    items.clear();
    kept.clear();

    // The second run writes nothing.
    let written = then.bytes(FILE);
    let then = given.when(&format!("{BUILD} --format json")).code(0);
    assert!(
        then.stdout.contains("\"status\":\"unchanged\""),
        "{}",
        then.stdout
    );
    assert_eq!(then.bytes(FILE), written);

    // One changed name changes one line; the version is one more.
    let given = roster(
        given,
        &[
            "0101,Invented-0101-x,Anna Berg,029E74A599,7C2F80123456",
            "0102,Invented-0102-x,Bo Rose,02B6EC8AA5,7C2F80123456",
            ROWS[2],
        ],
    );
    let then = given.when(BUILD).code(0);
    let lines = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes)
            .lines()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (old, new) = (lines(&written), lines(&then.bytes(FILE)));
    assert_eq!(old.len(), new.len());
    let changed: Vec<_> = old
        .iter()
        .zip(&new)
        .filter(|(old, new)| old != new)
        .collect();
    let changed: Vec<_> = changed
        .iter()
        .filter(|(old, _)| !old.contains("VERSION"))
        .collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert!(changed[0].1.contains("Bo Rose"));
}

#[test]
fn without_a_version_one_changed_name_changes_one_line() {
    let before = fixture().replace("    <VERSION value=\"0101250800\"/>\n", "");
    let given = adopted(&before);
    let written = given
        .when(&format!("{BUILD} --set sip_domain=new.example"))
        .code(0)
        .bytes(FILE);
    let given = roster(
        given,
        &[
            "0101,Invented-0101-x,Anna Berg,029E74A599,7C2F80123456",
            ROWS[1],
            ROWS[2],
        ],
    );
    let changed = given.when(BUILD).code(0).bytes(FILE);
    let lines = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes)
            .lines()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (old, new) = (lines(&written), lines(&changed));
    assert_eq!(
        old.iter().zip(&new).filter(|(old, new)| old != new).count(),
        1
    );
}

#[test]
fn a_setting_of_the_run_takes_the_place_of_the_old_one_and_the_plan_names_it() {
    let given = adopted(&fixture());
    given.when(BUILD).code(0);
    let set = "--set sip_server=new.pbx.example --set profile_name=Ours --pin 0000";
    let then = given
        .when(&format!("plan roster.csv --out out {set}"))
        .code(0);
    for line in [
        "sip_server: sip.pbx.example -> new.pbx.example",
        "profile_name: Invented profile -> Ours",
        "BS_CUSTOM.aucKdsPin[0]: changed (hidden)",
    ] {
        assert!(then.stdout.contains(line), "{line}: {}", then.stdout);
    }
    let then = given.when(&format!("{BUILD} {set}")).code(0);
    assert_eq!(codes(&then), Vec::<String>::new());
    let file = then.xml_items(FILE);
    assert_eq!(
        file["BS_VOIP_Data.astVoipProviders[0].aucSIP_SERVER[0]"],
        "\"new.pbx.example\""
    );
    assert_eq!(
        file["BS_VOIP_Data.astVoipProviders[1].aucSIP_SERVER[0]"],
        "\"\""
    );
    assert_eq!(file["BS_CUSTOM.aucKdsPin[0]"], "0x00,0x00");
    // What the run says nothing of any more stays.
    let written = then.bytes(FILE);
    assert_eq!(given.when(BUILD).code(0).bytes(FILE), written);
    assert_eq!(
        given.when(&format!("{BUILD} {set}")).code(0).bytes(FILE),
        written
    );
}

#[test]
fn what_is_left_out_is_named() {
    let given = adopted(&fixture()).file("dect-roster.toml", "[policy]\nother_items = \"drop\"\n");
    let then = given.when(BUILD).code(0);
    let said = message(&then, "items-not-in-template");
    assert!(
        said.contains("BS_IP_Data1.ucB_AUTO_UPDATE_PROFILE"),
        "{said}"
    );
    assert!(!String::from_utf8_lossy(&then.bytes(FILE)).contains("BS_IP_Data"));
    let written = then.bytes(FILE);
    let then = given.when(BUILD).code(0);
    assert_eq!(codes(&then), Vec::<String>::new());
    assert_eq!(then.bytes(FILE), written);
}

#[test]
fn an_element_without_a_value_is_dropped_when_asked() {
    let given = adopted(&fixture());
    given.when(BUILD).code(0);
    given.write("dect-roster.toml", "[policy]\nother_items = \"drop\"\n");
    let then = given.when(BUILD).code(0);
    assert!(!String::from_utf8_lossy(&then.bytes(FILE)).contains("PHONEBOOK"));
}

#[test]
fn items_of_a_position_stay_with_its_account_only() {
    let given = adopted(&fixture());
    given.when(BUILD).code(0);
    // Bo leaves, and Cy has another number; Dee is new at position 3.
    let given = roster(
        given,
        &[
            ROWS[0],
            "0105,Invented-0104-x,Cy & Co,00092263A1,7C2F80123456",
            "0103,Invented-0103-x,Dee Day,02A7F05B3C,7C2F80123456",
        ],
    );
    let then = given.when(&format!("{BUILD} --max-reassign 100%")).code(0);
    let file = then.xml_items(FILE);
    let has =
        |index: usize| file.contains_key(&format!("BS_Accounts.astAccounts[{index}].uiSendMask"));
    assert_eq!(
        [0, 1, 2, 3, 4, 11].map(has),
        [true, false, true, false, true, true]
    );
    let said = message(&then, "items-not-in-template");
    for index in [1, 3] {
        assert!(
            said.contains(&format!(
                "BS_VOIP_Data.astVoipAccounts[{index}].ucB_SIP_USE_STUN_1"
            )),
            "{said}"
        );
    }
    let written = then.bytes(FILE);
    let then = given.when(BUILD).code(0);
    assert_eq!(codes(&then), Vec::<String>::new());
    assert_eq!(then.bytes(FILE), written);
}

/// The fixture with a piece more at the end of its items.
fn with(piece: &str) -> String {
    fixture().replace("    <PHONEBOOK", &format!("{piece}\n    <PHONEBOOK"))
}

fn item(id: &str, value: &str) -> String {
    format!("<SYMB_ITEM ID=\"{id}\" class=\"symb_item\" value='{value}'/>")
}

#[test]
fn what_cannot_be_carried_over_is_named() {
    for (piece, name) in [
        (
            "<GROUP><SYMB_ITEM ID='BS_VOIP_Data.astVoipAccounts[0].ucVoipProviderIndex' value='0'/></GROUP>",
            "GROUP",
        ),
        ("<own:THING value='1'/>", "own:THING"),
        ("<THING>&own;</THING>", "THING"),
    ] {
        let file = with(piece).replace(
            "<ProviderFrame",
            "<!DOCTYPE ProviderFrame [<!ENTITY own 'x'>]><ProviderFrame xmlns:own='urn:own'",
        );
        let given = adopted(&file);
        let then = given.when(BUILD).code(0);
        let said = message(&then, "items-not-in-template");
        assert!(
            said.ends_with(&format!(": {}", name.rsplit(':').next().unwrap())),
            "{said}"
        );
        settings(&then.bytes(FILE));
        assert_eq!(codes(&given.when(BUILD).code(0)), Vec::<String>::new());
    }
}

#[test]
fn letters_that_the_encoding_lacks_hold_the_base_only_where_no_reference_can_replace_them() {
    let given = adopted(&with("<THING>\n  <A b='Ł'/>Ł<!-- ü --></THING>"));
    let then = given.when(BUILD).code(1);
    assert!(message(&then, "template-mismatch").contains("THING"));
    let given = adopted(&with("<THING>\n  <A b='Ł'/>Ł</THING>"));
    let then = given.when(BUILD).code(0);
    assert_eq!(codes(&then), Vec::<String>::new());
    let written = then.bytes(FILE);
    assert_eq!(given.when(BUILD).code(0).bytes(FILE), written);
}

#[test]
fn nothing_that_stays_overrules_the_template() {
    let wildcard = item(
        "BS_VOIP_Data.astVoipProviders[%].aucSIP_SERVER[0]",
        "\"all.example\"",
    );
    let given = adopted(&with(&wildcard));
    let then = given
        .when(&format!("{BUILD} --set sip_server=new.example"))
        .code(0);
    let text = then.bytes(FILE);
    let text = String::from_utf8_lossy(&text);
    assert!(text.find("all.example").unwrap() < text.find("new.example").unwrap());
}

#[test]
fn items_added_by_hand_to_a_file_of_this_program_stay() {
    let given = roster(given(), &ROWS);
    let written = given.when(BUILD).code(0).bytes(FILE);
    let own = item("BS_Own.ucItem", "1");
    for place in [
        "    <SYMB_ITEM ID=\"BS_VOIP_Data.astVoipAccounts[0].ucB",
        "  </Provider>",
    ] {
        let text: String = written.iter().copied().map(char::from).collect();
        let text = text.replacen(place, &format!("{own}\n{place}"), 1);
        given.write(
            FILE,
            text.chars()
                .map(|c| u8::try_from(c).unwrap())
                .collect::<Vec<_>>(),
        );
        // As it is, nothing is to be done; with a change, it is carried over.
        let bytes = given.when(BUILD).code(0).bytes(FILE);
        assert!(String::from_utf8_lossy(&bytes).contains(&own));
        let then = given
            .when(&format!("{BUILD} --set sip_domain={}", place.len()))
            .code(0);
        assert_eq!(then.xml_items(FILE)["BS_Own.ucItem"], "1");
        given.when(BUILD).code(0);
    }
}

// What nearly fits.

#[test]
fn handsets_are_found_in_ids_of_another_spelling() {
    for (usual, other) in [
        (
            "astAccounts[3].aucHandsetCode[0]",
            "astAccounts[0x03].aucHandsetCode[0]",
        ),
        (
            "BS_Accounts.astAccounts[3].aucHandsetCode[0]",
            "bs_accounts.astaccounts[3].auchandsetcode[0]",
        ),
        (
            "BS_Accounts.astAccounts[3].aucHandsetCode[0]",
            " BS_Accounts.astAccounts[ 3 ].aucHandsetCode [0] ",
        ),
        (
            "<SYMB_ITEM ID=\"BS_Accounts.astAccounts[3].auc",
            "<symb_item ID=\"BS_Accounts.astAccounts[3].auc",
        ),
    ] {
        let file = fixture().replace(usual, other);
        assert_ne!(file, fixture());
        let then = adopted(&file);
        let then = then
            .when(&format!("{BUILD} --set sip_domain=new.example"))
            .code(0);
        assert_eq!(codes(&then), Vec::<String>::new(), "{other}");
        let file = then.xml_items(FILE);
        assert_eq!(
            file["BS_Accounts.astAccounts[3].aucHandsetCode[0]"],
            "0x00,0x09,0x22,0x63,0xA1"
        );
        assert_eq!(
            file.keys().filter(|id| id.contains("andset")).count(),
            3,
            "{other}"
        );
    }
}

#[test]
fn a_file_that_can_be_read_in_two_ways_holds_its_base() {
    let code = "0x02,0xA7,0xF0,0x5B,0x3C";
    let second = fixture().replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "");
    for (file, why) in [
        (
            with(&item(
                "BS_Accounts.astAccounts[100].aucHandsetCode[0]",
                code,
            )),
            "not one of 0 to 99",
        ),
        (
            with(&item("BS_Accounts.astAccounts[x].aucHandsetCode[0]", code)),
            "not one of 0 to 99",
        ),
        (
            with(&item(
                "BS_Accounts.astAccounts[0x64].aucHandsetCode[0]",
                code,
            )),
            "not one of 0 to 99",
        ),
        (
            with(&item(
                "BS_VOIP_Data.astVoipAccounts[100].aucS_SIP_USER_ID[0]",
                "\"300\"",
            )),
            "not one of 0 to 99",
        ),
        (
            with(&item(
                "BS_Accounts.astAccounts[0x3].aucHandsetCode[0]",
                code,
            )),
            "two different handsets",
        ),
        (fixture() + &second, "second document"),
        (with("<MAC_ADDRESS value='7C2F80A41C07'/>"), "two bases"),
    ] {
        let given = adopted(&file);
        let then = given.when(BUILD).code(1);
        let said = message(&then, "unreadable-file-in-place");
        assert!(said.contains(why), "{why}: {said}");
        assert_eq!(then.bytes(FILE), file.as_bytes());
    }
    // Nobody is there.
    for id in [
        "BS_Accounts.astAccounts[100].aucHandsetCode[0]",
        "BS_Accounts.astAccounts[x].aucHandsetCode[0]",
    ] {
        let then = adopted(&with(&item(id, "0x00,0x00,0x00,0x00,0x00")));
        let then = then.when(BUILD).code(0);
        assert!(then.xml_items(FILE).contains_key(id));
    }
}

/// Another file of another server: `[%]` in its ids, in Latin-1, with the window at its end.
fn other_server() -> Vec<u8> {
    std::fs::read(repository("tests/fixtures/other-server/7C2F80123456.xml")).unwrap()
}

/// The file with a piece before its accounts.
fn other_server_with(piece: &str) -> Vec<u8> {
    let text: String = other_server().into_iter().map(char::from).collect();
    let accounts = "    <!-- The accounts -->";
    assert!(text.contains(accounts));
    let text = text.replace(accounts, &format!("{piece}\n{accounts}"));
    text.chars().map(|c| u8::try_from(c).unwrap()).collect()
}

/// A site taken over by its export.
fn exported(file: impl AsRef<[u8]>) -> Given {
    let given = given().file(FILE, file);
    given.when("export out --to roster.csv").code(0);
    given
}

#[test]
fn a_site_is_taken_over_by_export_and_build() {
    let before = other_server();
    let given = exported(&before);
    let then = given.when(BUILD).code(0);
    assert_eq!(codes(&then), ["missing-ipui"]);
    let written = then.bytes(FILE);
    let (items, mut elements) = settings(&before);
    let (kept, mut kept_elements) = settings(&written);
    let is_window = |(id, _): &&(String, String)| id.contains("IPUIRegistration");
    assert_eq!(items.iter().filter(is_window).count(), 2);
    assert_eq!(items.len(), 133);
    // The template writes the window before the accounts.
    let without_window = |items: &[(String, String)]| {
        let items = items.iter().filter(|item| !is_window(item));
        items.cloned().collect::<Vec<_>>()
    };
    assert_eq!(without_window(&kept), without_window(&items));
    let window = |items: &[(String, String)]| {
        let items = items.iter().filter(is_window);
        items.cloned().collect::<Vec<_>>()
    };
    assert_eq!(window(&kept), window(&items));
    assert_ne!(kept_elements.remove("VERSION"), elements.remove("VERSION"));
    assert_eq!(kept_elements, elements);
    assert_eq!(given.when(BUILD).code(0).bytes(FILE), written);

    let rows = String::from_utf8(given.files("")["roster.csv"].clone()).unwrap();
    given.write("roster.csv", rows.replace("Hanneke van", "Hanna van"));
    let changed = given.when(BUILD).code(0).bytes(FILE);
    let lines = |bytes: &[u8]| {
        let text: String = bytes.iter().copied().map(char::from).collect();
        let lines = text.lines().filter(|line| !line.contains("<VERSION "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let (old, new) = (lines(&written), lines(&changed));
    assert_eq!(old.len(), new.len());
    let changed: Vec<_> = new.iter().zip(&old).filter(|(a, b)| a != b).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert!(changed[0].0.contains("Hanna van"));
}

#[test]
fn an_item_that_would_make_accounts_of_free_positions_is_named() {
    let id = |name: &str| format!("BS_VOIP_Data.astVoipAccounts[%].{name}");
    for (name, value, stays) in [
        ("ucB_SIP_ACCOUNT_IS_ACTIVE_1", "1", false),
        ("aucS_SIP_LOGIN_ID[0]", "\"all\"", false),
        ("ucB_SIP_ACCOUNT_IS_ACTIVE_1", "0x0", true),
        ("aucS_SIP_LOGIN_ID[0]", "\"\"", true),
        ("aucS_SIP_ACCOUNT_NAME_1[%]", "\"all\"", true),
    ] {
        let id = id(name);
        let given = exported(other_server_with(&item(&id, value)));
        let then = given.when(BUILD).code(0);
        let file = then.xml_items(FILE);
        assert_eq!(file.contains_key(&id), stays, "{id}");
        if !stays {
            assert!(message(&then, "items-not-in-template").ends_with(&format!(": {id}")));
        }
        assert_eq!(
            file["BS_VOIP_Data.astVoipAccounts[0].aucS_SIP_LOGIN_ID[0]"],
            "\"0101\""
        );
        let written = then.bytes(FILE);
        let then = given.when(BUILD).code(0);
        assert_eq!(codes(&then), ["missing-ipui"], "{id}");
        assert_eq!(then.bytes(FILE), written);
    }
}

#[test]
fn a_setting_takes_the_place_of_one_that_is_spelled_for_its_whole_text() {
    let given = exported(other_server());
    let set = "--set sip_server=new.pbx.example --pin 1234";
    let then = given
        .when(&format!("plan roster.csv --out out {set}"))
        .code(0);
    for line in [
        "sip_server: pbx.example -> new.pbx.example",
        "BS_CUSTOM.aucKdsPin[0]: changed (hidden)",
    ] {
        assert!(then.stdout.contains(line), "{line}: {}", then.stdout);
    }
    let then = given.when(&format!("{BUILD} {set}")).code(0);
    let (items, _) = settings(&then.bytes(FILE));
    let values = |part: &str| {
        let found = items.iter().filter(|(id, _)| id.contains(part));
        found.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(
        values("astVoipProviders[0].aucSIP_SERVER"),
        ["\"new.pbx.example\""]
    );
    assert_eq!(values("aucKdsPin"), ["0x12,0x34"]);
}

#[test]
fn secrets_of_items_that_are_left_out_are_hidden() {
    let pieces = [
        ("AdminPw", "\"Hush-1\"", "removed (hidden)"),
        ("aucWLAN_PSK[0]", "\"Hush-2\"", "removed (hidden)"),
        (
            "aucUrl[0]",
            "\"http://pbx.example/fw.bin?a=1&amp;token=Hush-3\"",
            "removed (hidden)",
        ),
        (
            "aucProxy[0]",
            "\"user:Hush-4@proxy.example\"",
            "removed (hidden)",
        ),
        ("aucNote[0]", "\"Invented-0104-x\"", "removed (hidden)"),
        ("aucKennwort[0]", "\"Hush-5\"", "removed (hidden)"),
        ("aucDigestHA1[0]", "\"Hush-6\"", "removed (hidden)"),
        ("ulUnlockCode", "\"Hush-7\"", "removed (hidden)"),
        ("ulAdminCode", "\"Hush-8\"", "removed (hidden)"),
        ("aucBasic[0]", "\"Hush-9\"", "removed (hidden)"),
        ("aucHeader[0]", "\"Basic Hush-10\"", "removed (hidden)"),
        (
            "aucPlain[0]",
            "\"http://shipping.example/?a=1\"",
            "http://shipping.example/?a=1 -> (none)",
        ),
    ];
    let given =
        roster(given(), &ROWS).file("dect-roster.toml", "[policy]\nother_items = \"drop\"\n");
    let written = given.when(BUILD).code(0).bytes(FILE);
    let text: String = written.into_iter().map(char::from).collect();
    let own: String = pieces
        .iter()
        .map(|(id, value, _)| item(&format!("BS_Own.{id}"), value))
        .collect();
    let text = text.replace("  </Provider>", &format!("{own}</Provider>"));
    given.write(
        FILE,
        text.chars()
            .map(|c| u8::try_from(c).unwrap())
            .collect::<Vec<_>>(),
    );
    let then = given
        .when("plan roster.csv --out out --report plan.html")
        .code(0);
    for (id, _, shown) in pieces {
        let line = format!("BS_Own.{id}: {shown}");
        assert!(then.stdout.contains(&line), "{line}: {}", then.stdout);
    }
    let page = String::from_utf8(then.bytes("plan.html")).unwrap();
    for secret in ["Hush", "Invented-0104"] {
        assert!(!then.stdout.contains(secret) && !page.contains(secret));
    }
}

#[test]
fn an_item_of_a_position_never_shows_its_value() {
    // Another server kept a password in an item that the template does not write. No account has that
    // password by the time the item goes.
    let given = roster(given(), &ROWS);
    let written = given.when(BUILD).code(0).bytes(FILE);
    let text: String = written.into_iter().map(char::from).collect();
    let ids = [
        "BS_VOIP_Data.astVoipAccounts[0].aucSiteLine[0]",
        "bs_voip_data.ASTVOIPACCOUNTS[ 0 ].aucOther",
        "BS_Accounts.astAccounts[0].aucNote[0]",
    ];
    let own: String = ids.iter().map(|id| item(id, "\"Hush-1\"")).collect();
    given.write(
        FILE,
        text.replace("  </Provider>", &format!("{own}</Provider>")),
    );
    let given = roster(given, &ROWS[1..]);
    let then = given
        .when("plan roster.csv --out out --report plan.html --report plan.json")
        .code(0);
    let line = format!("{}: removed (hidden)", ids[0]);
    assert!(then.stdout.contains(&line), "{line}: {}", then.stdout);
    for shown in [
        then.stdout.clone(),
        then.text("plan.html"),
        then.text("plan.json"),
    ] {
        assert!(!shown.contains("Hush-1"), "{shown}");
    }
}
