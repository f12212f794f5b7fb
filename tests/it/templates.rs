//! Templates of one's own: variables, strictness, encodings, escaping.

use crate::harness::{Given, given, given_rows};

const BUILD: &str = "build roster.csv --out out --template t.xml";
const FILE: &str = "out/7C2F80123456.xml";
const ROW: &str = "101,Hunter-22,Ada,029E74A599,7C2F80123456";

/// The built-in template with a line more for each handset.
fn with_line(line: &str) -> String {
    let comment = "    <!-- SIP account {{ handset.position }} -->\n";
    let n720 = dect_roster::device::DEVICES[0].template;
    assert!(n720.contains(comment));
    n720.replace(comment, &format!("{comment}{line}\n"))
}

/// The built-in template with another encoding in its declaration.
fn declaring(encoding: &str) -> String {
    let n720 = dect_roster::device::DEVICES[0].template;
    n720.replace("ISO-8859-1", encoding)
}

fn given_template(template: &str) -> Given {
    given_rows([ROW]).file("t.xml", template)
}

#[test]
fn other_columns_reach_the_template() {
    let item = "<SYMB_ITEM ID=\"Site.room[{{ handset.index }}]\" class=\"symb_item\" \
                value='\"{{ handset.extra[\"Room\"] }}, {{ handset.extra.Floor }}\"'/>";
    let given = given().file("t.xml", with_line(item)).file(
        "roster.csv",
        "extension,password,display_name,ipui,base_mac,Room,Floor\n\
             101,Secret-1,Ada,029E74A599,7C2F80123456,0.07 & co,2\n\
             102,Secret-2,Bo,02B6EC8AA5,7C2F80123456,,3\n",
    );
    let file = given.when(BUILD).code(0).xml(FILE);
    assert_eq!(file.item("Site.room[0]"), "\"0.07 & co, 2\"");
    assert_eq!(file.item("Site.room[1]"), "\", 3\"");
}

#[test]
fn a_setting_that_the_template_never_reads_is_named() {
    let given = given_rows([ROW]).file("dect-roster.toml", "[settings]\nsip_servr = \"hush\"\n");
    for command in [
        "check roster.csv",
        "plan roster.csv --out out",
        "build roster.csv --out out",
    ] {
        let then = given
            .when(&format!("{command} --set Colour=hush --set voicemail=*2"))
            .code(0);
        for message in [
            "warning[unknown-setting]: the template never reads the setting `sip_servr` (did you mean",
            "`sip_server`?)",
            "warning[unknown-setting]: the template never reads the setting `Colour`\n",
        ] {
            assert!(then.stdout.contains(message), "{}", then.stdout);
        }
        assert!(!then.stdout.contains("hush"), "{}", then.stdout);
        assert!(!then.stdout.contains("`voicemail`"), "{}", then.stdout);
    }
    let findings = given
        .when("check roster.csv --report r.csv")
        .findings("r.csv");
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].get("file"), "settings");
    given.write("dect-roster.toml", "[rules]\nunknown-setting = \"error\"\n");
    let then = given
        .when("build roster.csv --out strict --set colour=red")
        .code(2);
    assert_eq!(then.files("strict").len(), 1, "only the report");
}

#[test]
fn the_settings_of_a_template_are_listed() {
    let given = given().file(
        "t.xml",
        "{{ settings.b }}{% for n in ['a'] %}{% if n in settings %}{{ settings[n] }}{% endif %}{% endfor %}",
    );
    let then = given.when("template show t.xml --settings").code(0);
    assert_eq!(then.stdout, "a\nb\n");
    let then = given.when("template show n720 --settings").code(0);
    assert!(
        then.stdout
            .starts_with("outbound_proxy\noutbound_proxy_port\nprofile_name\n")
    );
    assert_eq!(then.stdout.lines().count(), 10);
    given.write(
        "t.xml",
        "{% for n in settings %}{{ settings[n] }}{% endfor %}",
    );
    let then = given.when("template show t.xml --settings").code(0);
    assert!(then.stderr.contains("may read other settings too"));
}

#[test]
fn every_variable_is_there() {
    let line = "<SYMB_ITEM ID=\"x\" class=\"symb_item\" value=\"{{ base.mac }} {{ version }} \
        {{ window.start }} {{ window.seconds }} {{ pin_bytes }} {{ 1 if random_pin else 0 }} {{ settings.a }} \
        {{ handsets | length }} {{ vacated | length }} {{ handset.index }} {{ handset.position }} \
        {{ handset.extension }} {{ handset.login }} {{ handset.display_name }} \
        {{ handset.account_name }} {{ handset.voicemail }} {{ handset.provider }} \
        {{ handset.ipui }} {{ handset.ipui_bytes }}\"/>";
    let given = given()
        .env("SOURCE_DATE_EPOCH", "1493034179")
        .file("t.xml", with_line(line))
        .file(
            "roster.csv",
            "extension,password,display_name,ipui,base_mac,login,position,voicemail,provider,\
             account_name\n\
             101,Secret-1,Ada,029E74A599,7C2F80123456,ada@x,5,*7,1,Desk\n",
        );
    let then = given.when(&format!(
        "{BUILD} --window-start 2030-01-15T08:00 --window-duration 1h --pin 1234 --set a=b"
    ));
    assert_eq!(
        then.code(0).xml(FILE).item("x"),
        "7C2F80123456 2404171142 1501300800 3600 0x12,0x34 0 b 1 0 4 5 101 ada@x Ada Desk *7 1 \
         029E74A599 0x02,0x9E,0x74,0xA5,0x99"
    );
}

#[test]
fn a_name_that_is_not_defined_is_an_error_with_its_line() {
    let before = with_line("@@")
        .lines()
        .position(|line| line == "@@")
        .unwrap()
        + 1;
    for expression in [
        "{{ nothing }}",
        "{{ handset.room }}",
        "{{ handset.extra[\"room\"] }}",
        "{{ settings.room }}",
        "{{ window.start }}",
        "{{ pin_bytes }}",
    ] {
        let given = given_template(&with_line(&format!("<!-- {expression} -->")));
        let then = given
            .when(BUILD)
            .fails_with(&format!("t.xml:{before}: undefined value"));
        assert!(then.names("out").is_empty(), "{expression}");
    }
}

#[test]
fn an_error_in_a_template_shows_no_password() {
    for expression in [
        "{{ handset.password | int }}",
        "{{ handset.password + 1 }}",
        "{{ handset.password.nothing.more }}",
        "{{ handset[handset.password] }}",
        "{{ settings[handset.password].more }}",
        "{% include handset.password %}",
        "{% for x in 5 %}{% endfor %}{{ handset.password }}",
        "{{ handset.password() }}",
        "{{ handset.password | batch(0) }}",
        "{{ range(handset.password) }}",
        "{{ handset.password.nothing() }}",
    ] {
        let given = given_template(&with_line(&format!("<!-- {expression} -->")));
        let then = given.when(BUILD).code(2);
        assert!(
            !then.stderr.contains("Hunter-22"),
            "{expression}: {}",
            then.stderr
        );
        assert!(
            then.stderr.contains("t.xml"),
            "{expression}: {}",
            then.stderr
        );
    }
}

#[test]
fn every_encoding_says_the_same() {
    let name = "Jürgen & Łucja <3 €";
    for (encoding, bytes) in [
        ("UTF-8", "Jürgen &amp; Łucja &lt;3 €".as_bytes().to_vec()),
        (
            "windows-1252",
            b"J\xFCrgen &amp; &#321;ucja &lt;3 \x80".to_vec(),
        ),
        (
            "ISO-8859-1",
            b"J\xFCrgen &amp; &#321;ucja &lt;3 &#8364;".to_vec(),
        ),
        (
            "US-ASCII",
            b"J&#252;rgen &amp; &#321;ucja &lt;3 &#8364;".to_vec(),
        ),
    ] {
        let given = given_rows([format!("101,Süß€,{name},029E74A599,7C2F80123456").as_str()])
            .file("t.xml", declaring(encoding));
        let then = given.when(BUILD).code(0);
        let written = then.bytes(FILE);
        let found = written.windows(bytes.len()).any(|window| window == bytes);
        assert!(found, "{encoding}");
        let file = then.xml(FILE);
        assert_eq!(
            file.account(0, "aucS_SIP_DISPLAYNAME[0]"),
            format!("\"{name}\"")
        );
        assert_eq!(file.account(0, "aucS_SIP_PASSWORD[0]"), "\"Süß€\"");
    }
}

#[test]
fn a_byte_order_mark_of_the_template_is_not_of_the_file() {
    let template = format!("\u{feff}{}", declaring("ISO-8859-1"));
    let given = given_rows(["101,Secret-1,Jürgen,029E74A599,7C2F80123456"]).file("t.xml", template);
    let then = given.when(BUILD).code(0);
    assert!(then.bytes(FILE).starts_with(b"<?xml version"));
    let file = then.xml(FILE);
    assert_eq!(file.account(0, "aucS_SIP_DISPLAYNAME[0]"), "\"Jürgen\"");
}

#[test]
fn a_control_character_gets_into_no_file() {
    let room = with_line("<ROOM value=\"{{ handset.extra.Room }}\"/>");
    for c in ['\0', '\u{1}', '\u{b}', '\u{1b}', '\u{ffff}'] {
        let roster = format!(
            "extension,password,display_name,ipui,base_mac,Room\n\
             101,Secret-1,Ada,029E74A599,7C2F80123456,0{c}7\n"
        );
        let config = format!("[settings]\nprofile_name = \"N\\u{:04X}\"\n", u32::from(c));
        let in_a_column = given().file("roster.csv", roster).file("t.xml", &room);
        let in_a_setting = given_template(&with_line("")).file("dect-roster.toml", config);
        let in_the_template = given_template(&with_line(&format!("<!-- {c} -->")));
        for (given, file) in [
            // A roster with this one is not read at all.
            (in_a_column, c != '\0'),
            (in_a_setting, true),
            (in_the_template, true),
        ] {
            let then = given.when(BUILD);
            assert!(!given.path(FILE).exists(), "U+{:04X}", u32::from(c));
            if file {
                let findings = then.findings("out/report.csv");
                let mismatch = findings
                    .iter()
                    .find(|finding| finding.get("code") == "template-mismatch");
                assert!(mismatch.unwrap().get("message").contains("U+"));
            }
        }
    }
}

#[test]
fn without_a_declaration_a_file_is_utf_8() {
    let n720 = dect_roster::device::DEVICES[0].template;
    let (_, rest) = n720.split_once("?>\n").unwrap();
    let given = given_rows(["101,Secret-1,Łucja,029E74A599,7C2F80123456"]).file("t.xml", rest);
    let then = given.when(BUILD).code(0);
    assert!(then.text(FILE).contains("\"Łucja\""));
}

#[test]
fn an_encoding_that_cannot_be_written_stops_the_run() {
    for encoding in ["UTF-16", "KLINGON-8"] {
        let given = given_template(&declaring(encoding));
        let then = given.when(BUILD).fails_with(&encoding.to_lowercase());
        assert!(
            then.stderr.contains("help: declare UTF-8"),
            "{}",
            then.stderr
        );
        assert!(!given.path(FILE).exists(), "{encoding}");
    }
}

#[test]
fn markup_in_a_value_is_text() {
    for value in [
        "<&'>",
        "'/><SYMB_ITEM ID='evil' class='symb_item' value='1'/>",
        "--><evil/><!--",
        "&lt;&amp;&#65;",
        "]]>",
        "{{ handset.password }}",
        "\\\\n",
    ] {
        let row = format!("101,\"{value}\",\"{value}\",029E74A599,7C2F80123456");
        let given = given_rows([row.as_str()]);
        let then = given.when("build roster.csv --out out").code(0);
        let file = then.xml(FILE);
        assert_eq!(
            file.account(0, "aucS_SIP_DISPLAYNAME[0]"),
            format!("\"{value}\"")
        );
        assert_eq!(
            file.account(0, "aucS_SIP_PASSWORD[0]"),
            format!("\"{value}\"")
        );
        assert!(!file.items.contains_key("evil"));
    }
}

#[test]
fn a_double_quote_is_written_where_a_rule_lets_it_pass() {
    let given = given_rows(["101,\"a\"\"b<\",\"Ada \"\"A\"\"\",029E74A599,7C2F80123456"]).file(
        "dect-roster.toml",
        "[rules]\ninvalid-password = \"warning\"\ninvalid-display-name = \"warning\"\n",
    );
    let then = given.when("build roster.csv --out out").code(0);
    let file = then.xml(FILE);
    assert_eq!(file.account(0, "aucS_SIP_DISPLAYNAME[0]"), "\"Ada \"A\"\"");
    assert_eq!(file.account(0, "aucS_SIP_PASSWORD[0]"), "\"a\"b<\"");
}

#[test]
fn a_template_that_says_something_else_holds_the_base() {
    let n720 = dect_roster::device::DEVICES[0].template;
    let without = |part: &str| {
        let lines: Vec<_> = n720.lines().filter(|line| !line.contains(part)).collect();
        assert!(lines.len() < n720.lines().count(), "{part}");
        lines.join("\n")
    };
    let replaced = |from: &str, to: &str| {
        assert!(n720.contains(from), "{from}");
        n720.replace(from, to)
    };
    for (template, item) in [
        (without("{{ code }}"), "aucHandsetCode"),
        (without("aucS_SIP_PASSWORD"), "aucS_SIP_PASSWORD"),
        (without("MAC_ADDRESS"), "MAC_ADDRESS is missing"),
        (
            replaced("{{ base.mac }}", "7C2F80000001"),
            "MAC_ADDRESS is 7C2F80000001",
        ),
        (
            replaced("handset.index", "handset.position"),
            "ucB_SIP_ACCOUNT_IS_ACTIVE_1",
        ),
        (
            replaced("\"{{ handset.display_name }}\"", "\"Ada B\""),
            "aucS_SIP_DISPLAYNAME",
        ),
        (
            replaced(
                "\"{{ handset.password }}\"",
                "\"{{ handset.password | upper }}\"",
            ),
            "aucS_SIP_PASSWORD",
        ),
        (replaced("</Provider>", ""), "Provider"),
    ] {
        let given = given_template(&template);
        let then = given.when(BUILD).code(1);
        assert_eq!(then.names("out"), ["report.csv"], "{item}");
        let findings = then.findings("out/report.csv");
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].get("code"), "template-mismatch");
        assert_eq!(findings[0].get("file"), FILE);
        let message = findings[0].get("message");
        assert!(message.contains(item), "{message}");
        assert!(!message.contains("Hunter-22"));
    }
}

#[test]
fn the_built_in_template_shown_and_used_as_a_file_is_the_same() {
    let given = given().copy("samples/roster.csv");
    let shown = given.when("template show n720").code(0).stdout;
    given.write("t.xml", &shown);
    let window = "--window-start 2030-01-15T08:00 --window-duration 1h";
    given.when(&format!("{BUILD} {window}")).code(0);
    let then = given
        .when(&format!("build roster.csv --out built-in {window}"))
        .code(0);
    assert_eq!(then.files("out"), then.files("built-in"));
}

#[test]
fn the_provider_is_written_as_far_as_the_settings_name_it() {
    let given = given_rows([ROW]).file(
        "dect-roster.toml",
        "[settings]\nprofile_name = \"Site <1>\"\nprovider_name = \"PBX\"\n\
         sip_domain = \"d.example\"\nsip_server = \"s.example\"\nsip_server_port = 5061\n\
         sip_registrar = \"r.example\"\nsip_registrar_port = \"5062\"\n\
         outbound_proxy = \"p.example\"\noutbound_proxy_port = 5063\n",
    );
    let then = given.when("build roster.csv --out out").code(0);
    let file = then.xml(FILE);
    assert_eq!(file.others["PROFILE_NAME"], "Site <1>");
    let provider = "BS_VOIP_Data.astVoipProviders[0].";
    let said: Vec<_> = file
        .items
        .iter()
        .filter_map(|(id, value)| Some((id.strip_prefix(provider)?, value.as_str())))
        .collect();
    assert_eq!(
        said,
        [
            ("aucOUTBOUND_PROXY[0]", "\"p.example\""),
            ("aucSIP_DOMAIN[0]", "\"d.example\""),
            ("aucSIP_PROVIDER_NAME[0]", "\"PBX\""),
            ("aucSIP_REGISTRAR[0]", "\"r.example\""),
            ("aucSIP_SERVER[0]", "\"s.example\""),
            ("uiOUTBOUND_PROXY_PORT", "5063"),
            ("uiSIP_REGISTRAR_PORT", "5062"),
            ("uiSIP_SERVER_PORT", "5061"),
        ]
    );
}
