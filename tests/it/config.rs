//! `dect-roster.toml`, and how it gets on with the command line.

use crate::harness::{Given, given, given_rows, repository};

const ROW: &str = "101,Secret-1,Ada,029E74A599,7C2F80123456";
const BUILD: &str = "build roster.csv --out out";
const FILE: &str = "out/7C2F80123456.xml";

fn given_config(config: &str) -> Given {
    given_rows([ROW]).file("dect-roster.toml", config)
}

#[test]
fn what_a_config_cannot_say_is_named_with_its_place() {
    for (config, message) in [
        (
            "[polcy]\n",
            "dect-roster.toml: line 1: unknown field `polcy`, expected one of",
        ),
        (
            "[policy]\non_eror = \"hold\"\n",
            "line 2: [policy]: unknown field `on_eror`, expected one of",
        ),
        (
            "[policy]\non_error = \"keep\"\n",
            "line 2: [policy] on_error: the value must be one of `hold`, `skip`, `abort`",
        ),
        (
            "[roster]\ndelimiter = \";;\"\n",
            "line 2: [roster] delimiter: write a single character",
        ),
        (
            "[roster]\nencoding = \"latin-none\"\n",
            "line 2: [roster] encoding: this encoding is unknown",
        ),
        (
            "[columns]\nipiu = [\"Serial\"]\n",
            "no field `ipiu` (did you mean `ipui`?)",
        ),
        (
            "[template]\nname = \"n721\"\n",
            "no built-in template \"n721\"",
        ),
        (
            "[template]\nname = \"n720\"\nfile = \"t.xml\"\n",
            "line 1: [template]: it has both name and file",
        ),
        (
            "[registration]\npin = \"00\"\n",
            "line 2: [registration] pin: a PIN is four digits",
        ),
        (
            "[registration]\npin = \"0000\"\nrandom_pin = true\n",
            "exclude each other",
        ),
        (
            "[registration]\nwindow_start = \"soon\"\n",
            "line 2: [registration] window_start: a time is",
        ),
        (
            "[rules]\nmissing-upui = \"off\"\n",
            "(did you mean `missing-ipui`?)",
        ),
        (
            "[rules]\nduplicate-ipui = \"off\"\n",
            "`duplicate-ipui` is always an error",
        ),
        (
            "[rules]\nmissing-ipui = \"fatal\"\n",
            "the value must be one of `error`, `warning`, `off`",
        ),
        (
            "[output]\nmode = \"0999\"\n",
            "line 2: [output] mode: write a file mode",
        ),
        (
            "[output]\nreports = [\"r.pdf\"]\n",
            "the format of a report is told by its ending",
        ),
    ] {
        let given = given_config(config);
        let then = given.when(BUILD).fails_with(message);
        assert!(then.names("out").is_empty(), "{config}");
    }
}

#[test]
fn an_error_in_the_config_shows_nothing_of_its_values() {
    let given = given_config("[settings]\nadmin_password = \"hunter2\" \"\n[policy]\n");
    let then = given.when(BUILD).fails_with("dect-roster.toml: line 2: ");
    assert!(!then.stderr.contains("hunter2"), "{}", then.stderr);
}

#[test]
fn a_rule_lets_a_row_through_refuses_it_or_is_silent() {
    let with_rule = |row: &str, rule: &str| {
        let given = given_rows([row]).file(
            "dect-roster.toml",
            format!("[rules]\nno-window = \"off\"\n{rule}\n"),
        );
        let then = given.when(BUILD);
        let findings = then.findings("out/report.csv");
        let severity = findings
            .first()
            .map(|finding| finding.get("severity").to_owned());
        (then.code, severity, then.names("out").len())
    };
    let extension = "1 01,Secret-1,Ada,029E74A599,7C2F80123456";
    let warning = Some("warning".to_owned());
    let error = Some("error".to_owned());
    assert_eq!(with_rule(extension, ""), (1, error.clone(), 1));
    assert_eq!(
        with_rule(extension, "invalid-extension = \"warning\""),
        (0, warning.clone(), 2)
    );
    assert_eq!(
        with_rule(extension, "invalid-extension = \"off\""),
        (0, None, 2)
    );
    let no_handset = "101,Secret-1,Ada,,7C2F80123456";
    assert_eq!(with_rule(no_handset, ""), (0, warning, 2));
    assert_eq!(
        with_rule(no_handset, "missing-ipui = \"error\""),
        (1, error.clone(), 1)
    );
    assert_eq!(
        with_rule(no_handset, "missing-ipui = \"off\""),
        (0, None, 2)
    );
    // Nothing is left that could be written, so the rule cannot let it pass.
    let unseen = "101,Sec\u{200b}ret,Ada,029E74A599,7C2F80123456";
    assert_eq!(
        with_rule(unseen, "invisible-character = \"off\""),
        (1, error, 1)
    );
}

#[test]
fn columns_may_have_other_names() {
    let given = given()
        .file("roster.csv", format!("Line,Geheim,Shown as,Serial,Manager\n{ROW}\n"))
        .file(
            "dect-roster.toml",
            "[columns]\nextension = [\"line\"]\npassword = [\"GEHEIM\"]\n\
             display_name = [\"shown-as\"]\nipui = [\"Other\", \"serial\"]\nbase_mac = [\"Manager\"]\n",
        );
    let then = given.when(BUILD).code(0);
    assert_eq!(then.xml(FILE).extensions(), [(0, "101")]);
}

#[test]
fn a_flag_beats_the_config() {
    let config = "[settings]\nvoicemail = \"*1\"\nsip_server = \"a.example\"\n\
        [registration]\nwindow_start = \"2030-01-15 08:00\"\nwindow_duration = \"1h\"\npin = \"1111\"\n";
    let given = given_config(config);
    let mailbox = "aucS_VOIP_NET_AM_NUMBER_1";
    let server = "BS_VOIP_Data.astVoipProviders[0].aucSIP_SERVER[0]";
    let start = "BS_AE_Subscriber.acIPUIRegistrationTimestamp[0]";
    let seconds = "BS_AE_Subscriber.ulIPUIRegistrationDuration";
    let pin = "BS_CUSTOM.aucKdsPin[0]";
    let random = "BS_CUSTOM.bit.UseRandomRegistrationPIN";

    let file = given.when(BUILD).code(0).xml(FILE);
    assert_eq!(file.account(0, mailbox), "\"*1\"");
    assert_eq!(
        (file.item(start), file.item(seconds)),
        ("\"1501300800\"", "3600")
    );
    assert_eq!((file.item(pin), file.item(random)), ("0x11,0x11", "0"));

    let then = given.when(
        "build roster.csv --out flags --set voicemail=*2 --window-start 2031-02-03T04:05 \
         --window-duration 2h --pin 2222",
    );
    let file = then.code(0).xml("flags/7C2F80123456.xml");
    assert_eq!(file.account(0, mailbox), "\"*2\"");
    assert_eq!(file.item(server), "\"a.example\"");
    assert_eq!(
        (file.item(start), file.item(seconds)),
        ("\"0302310405\"", "7200")
    );
    assert_eq!(file.item(pin), "0x22,0x22");

    let then = given
        .when("build roster.csv --out random --random-pin")
        .code(0);
    let file = then.xml("random/7C2F80123456.xml");
    assert_eq!(file.item(random), "1");
    assert!(!file.items.contains_key(pin));
}

#[test]
fn a_cell_beats_the_setting_of_the_mailbox() {
    let given = given()
        .file(
            "roster.csv",
            "extension,password,display_name,ipui,base_mac,voicemail\n\
             101,Secret-1,Ada,029E74A599,7C2F80123456,*5\n\
             102,Secret-2,Bo,02B6EC8AA5,7C2F80123456,\n",
        )
        .file("dect-roster.toml", "[settings]\nvoicemail = \"*2\"\n");
    let file = given.when(BUILD).code(0).xml(FILE);
    assert_eq!(file.account(0, "aucS_VOIP_NET_AM_NUMBER_1"), "\"*5\"");
    assert_eq!(file.account(1, "aucS_VOIP_NET_AM_NUMBER_1"), "\"*2\"");
}

#[test]
fn paths_in_the_config_are_beside_it() {
    let n720 = dect_roster::device::DEVICES[0].template;
    let given = given_rows([ROW])
        .file("conf/t.xml", n720.replace("SIP account", "Line"))
        .file(
            "conf/site.toml",
            "[template]\nfile = \"t.xml\"\n[output]\nreports = [\"found.csv\"]\nmode = \"0600\"\n",
        );
    let then = given
        .when("build roster.csv --out out --config conf/site.toml")
        .code(0);
    let text: String = then.bytes(FILE).into_iter().map(char::from).collect();
    assert!(text.contains("<!-- Line 1 -->"), "{text}");
    assert_eq!(
        then.names("."),
        [
            "conf/found.csv",
            "conf/site.toml",
            "conf/t.xml",
            FILE,
            "roster.csv"
        ]
    );
}

#[test]
fn the_config_of_the_directory_is_not_read_when_another_is_named() {
    let given = given_config("[nonsense]\n").file("other.toml", "");
    given.when(BUILD).fails_with("unknown field `nonsense`");
    given
        .when("build roster.csv --out out --config other.toml")
        .code(0);
}

#[test]
fn sheets_are_chosen_by_config_and_flag() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, extension) in [("North", "101"), ("South", "102"), ("Hidden", "103")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (column, header) in (0..).zip(crate::harness::HEADER.split(',')) {
            sheet.write_string(0, column, header).unwrap();
        }
        let ipui = format!("02B6EC8{extension}");
        let row = [extension, "Secret-1", name, &ipui, "7C2F80123456"];
        for (column, text) in (0..).zip(row) {
            sheet.write_string(1, column, text).unwrap();
        }
        sheet.set_hidden(name == "Hidden");
    }
    let book = book.save_to_buffer().unwrap();
    let build = |config: &str, flags: &str| {
        let given = given()
            .file("roster.xlsx", &book)
            .file("dect-roster.toml", config);
        let then = given
            .when(&format!("build roster.xlsx --out out{flags}"))
            .code(0);
        let file = then.xml(FILE);
        let extensions = file.extensions().into_iter();
        extensions
            .map(|(_, extension)| extension.to_owned())
            .collect::<Vec<_>>()
    };
    let south = "[roster]\nsheets = [\"South\"]\n";
    assert_eq!(build("", " --sheet North --sheet South"), ["101", "102"]);
    // Until somebody names the sheets, the hidden one may belong to the roster.
    let unnamed = given().file("roster.xlsx", &book);
    let then = unnamed.when("build roster.xlsx --out out").code(2);
    assert!(
        then.stdout.contains("error[hidden-sheet]"),
        "{}",
        then.stdout
    );
    assert_eq!(build(south, ""), ["102"]);
    assert_eq!(build(south, " --sheet Hidden"), ["103"]);
    assert_eq!(
        build(south, " --sheet north --sheet Hidden"),
        ["101", "103"]
    );
}

#[test]
fn every_key_of_the_sample_is_one_that_the_program_knows() {
    let text = std::fs::read_to_string(repository("samples/dect-roster.toml")).unwrap();
    let uncommented: Vec<_> = text
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|line| is_key(line))
                .unwrap_or(line)
        })
        // Each of these excludes another that the sample shows too.
        .filter(|line| !line.starts_with("file =") && !line.starts_with("random_pin ="))
        // And this one is of a roster that is a workbook, and another of one with `;`.
        .filter(|line| !line.starts_with("sheets =") && !line.starts_with("delimiter ="))
        .collect();
    let given = given_config(&uncommented.join("\n"));
    let then = given.when(BUILD).code(0);
    let file = then.xml(FILE);
    assert_eq!(file.item("BS_CUSTOM.aucKdsPin[0]"), "0x00,0x00");
    let item = "BS_VOIP_Data.astVoipProviders[0].uiSIP_SERVER_PORT";
    assert_eq!(file.item(item), "5060");
    assert_eq!(
        then.names("."),
        ["dect-roster.toml", FILE, "report.json", "roster.csv"]
    );
}

/// Whether a commented line is a key that could stand there.
fn is_key(line: &str) -> bool {
    line.split_once(" = ").is_some_and(|(key, _)| {
        key.bytes()
            .all(|c| c.is_ascii_lowercase() || b"_-".contains(&c))
    })
}

#[test]
fn a_setting_that_the_built_in_template_cannot_use_is_named_without_its_value() {
    const PORT: &str = "write a whole number from 1 to 65535";
    const TEXT: &str = "write a text in double quotes";
    for (key, value, cure) in [
        ("sip_server_port", "5060.0", PORT),
        ("sip_server_port", "\"hush\"", PORT),
        ("sip_registrar_port", "-1", PORT),
        ("sip_server", "[\"hush\"]", TEXT),
        ("sip_domain", "{ a = \"hush\" }", TEXT),
        ("provider_name", "true", TEXT),
        ("profile_name", "2026-11-23", TEXT),
        (
            "outbound_proxy",
            "\"hush \"",
            "remove the spaces around the value",
        ),
        (
            "outbound_proxy",
            "\"hu\\tsh\"",
            "remove the control character",
        ),
        (
            "outbound_proxy",
            "'hu\"sh'",
            "remove the double quote inside the value",
        ),
        (
            "voicemail",
            "\"hush\"",
            "write a number to dial, such as *2",
        ),
    ] {
        let given = given_config(&format!("[settings]\n{key} = {value}\n"));
        let message = format!("dect-roster.toml: [settings] {key}: {cure}");
        let then = given.when(BUILD).fails_with(&message);
        assert!(!then.stderr.contains("hush"), "{}", then.stderr);
        // An own template reads what it likes; this one reads nothing.
        given.write(
            "own.xml",
            dect_roster::device::DEVICES[0]
                .template
                .replace("settings", "base"),
        );
        let own = given.when("check roster.csv --template own.xml");
        assert!(!own.stderr.contains(cure), "{}", own.stderr);
    }
    let given = given_rows([ROW]);
    let line = format!("{BUILD} --set sip_server_port=hush");
    let then = given
        .when(&line)
        .fails_with(&format!("--set sip_server_port: {PORT}"));
    assert!(!then.stderr.contains("hush"), "{}", then.stderr);
}
