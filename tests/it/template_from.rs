//! A provisioning file becomes a template.

use crate::harness::{Given, given, given_rows, repository};

const FILE: &str = "7C2F80123456.xml";

/// The file of another provisioning server, with 162 items, all values invented.
fn other_server() -> Vec<u8> {
    std::fs::read(repository("tests/fixtures/other-server/7C2F80123456.xml")).unwrap()
}

/// The same as text.
fn text() -> String {
    other_server().into_iter().map(char::from).collect()
}

fn with_file(content: impl AsRef<[u8]>) -> Given {
    given().file(&format!("site/{FILE}"), content)
}

/// Latin-1, as the file declares.
fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(c).unwrap()).collect()
}

fn make(given: &Given) -> String {
    let then = given.when(&format!("template from site/{FILE}")).code(0);
    assert_eq!(then.stderr, "");
    given.write("t.xml", &then.stdout);
    then.stdout
}

#[test]
fn the_export_of_a_file_built_with_its_template_gives_the_same_items() {
    let given = with_file(other_server());
    make(&given);
    given.when("export site --to r.csv").code(0);
    let then = given.when(
        "build r.csv --out new --template t.xml --window-start 2030-01-15T08:00 --window-duration 1h",
    );
    let then = then.code(0);
    let mut new = then.xml(&format!("new/{FILE}"));
    let mut old = then.xml(&format!("site/{FILE}"));
    assert_eq!(old.items.len(), 162);
    assert_eq!(new.items, old.items);
    assert!(new.others.remove("VERSION").is_some() && old.others.remove("VERSION").is_some());
    assert_eq!(new.others, old.others);
    let comments = |name: &str| {
        let text: String = given.files("")[name]
            .iter()
            .copied()
            .map(char::from)
            .collect();
        text.matches("<!--").count()
    };
    assert_eq!(
        comments(&format!("new/{FILE}")),
        comments(&format!("site/{FILE}"))
    );
}

#[test]
fn nothing_of_an_account_is_in_the_template() {
    let template = make(&with_file(other_server()));
    for secret in [
        "Iltis",
        "Biber",
        "Otter",
        "Dachs",
        "Hanneke",
        "0101",
        "0x9E",
        "7C2F80123456",
    ] {
        assert!(!template.contains(secret), "{secret}");
    }
    assert!(
        template.contains("Invented-Web-4711"),
        "it is no password of an account"
    );
    assert_eq!(
        template
            .matches("<!-- VoIP {{ handset.position }} -->")
            .count(),
        1
    );
}

#[test]
fn the_template_is_good_for_other_people() {
    let given = with_file(other_server());
    make(&given);
    given.write(
        "roster.csv",
        "extension,password,display_name,ipui,base_mac,voicemail,provider,login,account_name\n\
         201,Secret-1,Zoe,029E74A599,002104AABBCC,*7,3,zoe,Desk\n\
         202,Secret-2,Bo {{ 1 }},02B6EC8AA5,002104AABBCC,,,,\n",
    );
    let then = given
        .when("build roster.csv --out out --template t.xml --pin 1234")
        .code(0);
    let file = then.xml("out/002104AABBCC.xml");
    assert_eq!(file.account(0, "aucS_SIP_LOGIN_ID[0]"), "\"zoe\"");
    assert_eq!(file.account(0, "ucVoipProviderIndex"), "3");
    assert_eq!(file.account(0, "aucS_VOIP_NET_AM_NUMBER_1[%]"), "\"*7\"");
    assert_eq!(file.account(0, "aucS_SIP_ACCOUNT_NAME_1[0]"), "\"Desk\"");
    assert_eq!(file.account(1, "aucS_SIP_DISPLAYNAME[0]"), "\"Bo {{ 1 }}\"");
    assert_eq!(file.item("BS_CUSTOM.aucKdsPin[%]"), "0x12,0x34");
    assert_eq!(
        file.others["S_SPECIAL_DATA_SRV_IWU"],
        "\"http://pbx.example/fw.bin?mac=002104aabbcc\""
    );
    given.write(
        "roster.csv",
        "extension,password,display_name,ipui,base_mac\n202,Secret-2,Bo,02B6EC8AA5,002104AABBCC\n",
    );
    let then = given
        .when("build roster.csv --out out --template t.xml")
        .code(0);
    let file = then.xml("out/002104AABBCC.xml");
    assert_eq!(file.handset(0), Some("0x00,0x00,0x00,0x00,0x00"));
}

#[test]
fn a_file_of_this_program_says_the_same_when_it_is_built_with_its_template() {
    let row = |number: u32| {
        format!(
            "{0},Secret-{0},Ada {0},029E7000{number:02X},7C2F80123456",
            100 + number
        )
    };
    let rows: Vec<String> = (1..=4).map(row).collect();
    let given = given_rows(rows.iter().map(String::as_str));
    given.when("build roster.csv --out site --pin 1234").code(0);
    let left = format!("{}\n{}\n{}\n", crate::harness::HEADER, rows[0], rows[2]);
    given.write("roster.csv", left);
    given
        .when("build roster.csv --out site --max-deregister 4")
        .code(0);
    let before = given.files("site")[FILE].clone();
    let template = make(&given);
    assert_eq!(
        template
            .matches("<!-- SIP account {{ handset.position }} -->")
            .count(),
        1
    );
    assert_eq!(
        template
            .matches("<!-- SIP account {{ gone.position }} is vacant -->")
            .count(),
        1
    );
    let then = given
        .when("build roster.csv --out site --template t.xml")
        .code(0);
    assert!(then.stdout.contains("1 unchanged"), "{}", then.stdout);
    assert_eq!(given.files("site")[FILE], before);
}

#[test]
fn positions_that_nobody_has_keep_what_the_file_says_of_them() {
    let free = |index: usize| {
        format!(
            "<SYMB_ITEM ID=\"BS_VOIP_Data.astVoipAccounts[{index}].ucB_SIP_ACCOUNT_IS_ACTIVE_1\" class=\"symb_item\" value=\"0\"/>\n\
             <SYMB_ITEM ID=\"BS_VOIP_Data.astVoipAccounts[{index}].aucS_SIP_DISPLAYNAME[0]\" class=\"symb_item\" value='\"IP{index}\"'/>\n"
        )
    };
    for free in [(4..100).map(free).collect::<String>(), free(50) + &free(60)] {
        let file = text().replace(
            "    <!-- The handsets -->",
            &format!("{free}    <!-- The handsets -->"),
        );
        let given = with_file(bytes(&file));
        make(&given);
        given.when("export site --to r.csv").code(0);
        let then = given.when(
            "build r.csv --out new --template t.xml --window-start 2030-01-15T08:00 --window-duration 1h",
        );
        let then = then.code(0);
        let new = then.xml(&format!("new/{FILE}"));
        assert_eq!(new.items, then.xml(&format!("site/{FILE}")).items);
    }
}

#[test]
fn a_password_besides_its_account_is_refused() {
    let comment = text().replace("<!-- The handsets -->", "<!-- Otter: Invented-Otter-33 -->");
    let item = text().replace("Invented-Web-4711", "Invented-Otter-33");
    let unknown = text().replace(
        "ucMadeUpLine\" class=\"symb_item\" value=\"7\"",
        "ucMadeUpLine\" class=\"symb_item\" value='\"Invented-Otter-33\"'",
    );
    for (file, what) in [
        (comment, "line 178 repeats"),
        (item, "repeats"),
        (unknown, "an item besides the password repeats"),
    ] {
        let given = with_file(bytes(&file));
        let then = given.when(&format!("template from site/{FILE}"));
        let then = then.fails_with("the password of SIP account 3; remove it from a copy");
        assert!(then.stderr.contains(what), "{}", then.stderr);
        assert!(!then.stderr.contains("Otter"), "{}", then.stderr);
    }
}

#[test]
fn what_a_template_cannot_say_is_named() {
    let active = "astVoipAccounts[2].ucB_SIP_ACCOUNT_IS_ACTIVE_1\" class=\"symb_item\" value=\"";
    let file = text().replace(&format!("{active}1"), &format!("{active}0"));
    let then_of = with_file(bytes(&file));
    let then = then_of.when(&format!("template from site/{FILE}")).code(1);
    assert_eq!(
        then.stderr,
        format!("left out site/{FILE}: SIP account 3 is switched off\n")
    );
}

#[test]
fn what_is_no_provisioning_file_is_refused() {
    for (content, why) in [
        ("hello", "line 1: the file has no XML element"),
        ("<a/>", "it has no ProviderFrame"),
        ("<ProviderFrame/>", "it has no MAC_ADDRESS"),
        (
            "<ProviderFrame><MAC_ADDRESS value='7C2F80123456'/></ProviderFrame>",
            "it has no SYMB_ITEM",
        ),
    ] {
        let given = with_file(content);
        let then = given.when(&format!("template from site/{FILE}"));
        then.fails_with(&format!("site/{FILE} cannot become a template: {why}"));
    }
    let given = given();
    given
        .when("template from nowhere.xml")
        .fails_with("cannot read nowhere.xml");
}

#[test]
fn ids_in_another_spelling_are_accounts_too() {
    let file = text()
        .replace(
            "BS_VOIP_Data.astVoipAccounts[1].aucS_SIP",
            "bs_voip_data.astVoipAccounts[0x01].aucS_SIP",
        )
        .replace(
            "BS_VOIP_Data.astVoipAccounts[1].ucM",
            "BS_VOIP_Data.astVoipAccounts[0x01].ucM",
        )
        .replace("BS_Accounts.astAccounts[1]", "BS_Accounts.astAccounts[ 1 ]");
    let given = with_file(bytes(&file));
    let template = make(&given);
    assert!(
        !template.contains("Biber") && !template.contains("0x01].aucS"),
        "{template}"
    );
}

#[test]
fn a_large_file_takes_no_time() {
    let marks = "<VERSION value=\"1\"/><!-- 1 -->".repeat(25_000);
    let given = with_file(bytes(&text().replace("    <!-- The handsets -->", &marks)));
    let start = std::time::Instant::now();
    given.when(&format!("template from site/{FILE}")).code(0);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
