//! What a package installs besides the program, and the units that run it at night.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::harness::{Then, given, repository};

/// The commands that the help of a command lists.
fn commands_of(help: &Then<'_>) -> Vec<String> {
    let list = help.stdout.split_once("Commands:\n").unwrap().1;
    list.lines()
        .take_while(|line| !line.is_empty())
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .filter(|name| name != "help")
        .collect()
}

/// Runs a tool that not every machine has; `None`, and a line that says so, where it is missing.
#[allow(clippy::print_stderr, reason = "it says what was not checked")]
fn tool(command: &mut Command) -> Option<(bool, String)> {
    let Ok(output) = command.output() else {
        let name = command.get_program().display();
        eprintln!("{name} is not here: not checked");
        return None;
    };
    let said = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8(said).unwrap()))
}

#[test]
fn every_command_has_a_man_page_without_faults() {
    let given = given();
    given.when("man --out pages").code(0);
    let mut expected = BTreeSet::from(["dect-roster.1".to_owned()]);
    for command in commands_of(&given.when("--help")) {
        expected.insert(format!("dect-roster-{command}.1"));
        if command == "template" {
            for part in commands_of(&given.when("template --help")) {
                expected.insert(format!("dect-roster-template-{part}.1"));
            }
        }
    }
    let pages = given.files("pages");
    assert_eq!(pages.keys().cloned().collect::<BTreeSet<_>>(), expected);
    let page = given.when("man").code(0).stdout;
    assert!(page.as_bytes() == pages["dect-roster.1"], "{page}");
    for name in pages.keys() {
        let path = given.path("pages").join(name);
        if let Some((passed, said)) = tool(
            Command::new("mandoc")
                .args(["-T", "lint", "-W", "error"])
                .arg(&path),
        ) {
            assert!(passed, "{name}: {said}");
        }
        if let Some((passed, said)) =
            tool(Command::new("groff").args(["-man", "-ww", "-z"]).arg(&path))
        {
            assert!(passed && said.is_empty(), "{name}: {said}");
        }
    }
}

#[test]
fn completions_are_scripts_that_the_shell_takes() {
    for (shell, option) in [("bash", "-n"), ("zsh", "-n"), ("fish", "-n")] {
        let given = given();
        let script = given.when(&format!("completions {shell}")).code(0).stdout;
        assert!(script.contains("max-deregister"), "{shell}");
        given.write("script", script);
        if let Some((passed, said)) =
            tool(Command::new(shell).arg(option).arg(given.path("script")))
        {
            assert!(passed && said.is_empty(), "{shell}: {said}");
        }
    }
}

/// What is typed, and what each shell must offer for its last word.
const TYPED: [(&str, &[&str]); 8] = [
    ("dect-roster pl", &["plan"]),
    ("dect-roster build --max-r", &["--max-reassign"]),
    ("dect-roster build --on-error ", &["abort", "hold", "skip"]),
    ("dect-roster plan --template n8", &["n870"]),
    ("dect-roster explain ipui-c", &["ipui-check-digit"]),
    ("dect-roster template sh", &["show"]),
    ("dect-roster template show n6", &["n610", "n670"]),
    ("dect-roster completions f", &["fish"]),
];

/// Asks a shell for the candidates of each line; it prints them one per line, and may explain them after a
/// tab.
fn assert_offers(shell: &str, plain: &str, ask: impl Fn(&str) -> String) {
    let given = given();
    let script = given.when(&format!("completions {shell}")).code(0).stdout;
    given.write("script", script);
    for (typed, expected) in TYPED {
        let mut command = Command::new(shell);
        command
            .args([plain, "-c", &format!("source ./script; {}", ask(typed))])
            .current_dir(given.root());
        if let Some((_, said)) = tool(&mut command) {
            let offered: BTreeSet<_> = said
                .lines()
                .filter_map(|line| line.split('\t').next())
                .filter(|word| !word.is_empty())
                .collect();
            assert_eq!(
                offered,
                expected.iter().copied().collect(),
                "{typed}: {said}"
            );
        }
    }
}

#[test]
fn bash_offers_what_may_come_next() {
    assert_offers("bash", "--norc", |typed| {
        let words: Vec<_> = typed.split(' ').collect();
        let [.., before, last] = &*words else {
            unreachable!()
        };
        format!(
            "COMP_WORDS=({typed}{}); COMP_CWORD={}; \
             _dect__roster dect-roster '{last}' '{before}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            if last.is_empty() { "''" } else { "" },
            words.len() - 1,
        )
    });
}

#[test]
fn fish_offers_what_may_come_next() {
    assert_offers("fish", "--no-config", |typed| {
        format!("complete -C '{typed}'")
    });
}

/// A zsh completes on a terminal only, so it gets one of its own and is asked to complete the line.
#[test]
fn zsh_completes_what_can_only_be_one_thing() {
    let given = given();
    given.write("_dect-roster", given.when("completions zsh").code(0).stdout);
    let typed: Vec<_> = TYPED
        .iter()
        .filter(|(_, expected)| expected.len() == 1)
        .collect();
    for (typed, expected) in typed {
        let ask = format!(
            "zmodload zsh/zpty; zpty z zsh -f -i; \
             zpty -w z 'PS1=; stty -echo; fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; \
             print REA''DY'; \
             while zpty -r z line; do [[ $line == *READY* ]] && break; done; \
             zpty -w -n z $'{typed}\\t'; said=; \
             for try in {{1..100}}; do sleep 0.05; zpty -r -t z more && said+=$more; \
             [[ $said == *{}* ]] && break; done; print -r -- $said; zpty -d z",
            expected[0]
        );
        let mut zsh = Command::new("zsh");
        zsh.args(["-f", "-c", &ask]).current_dir(given.root());
        if let Some((_, said)) = tool(&mut zsh) {
            assert!(said.contains(expected[0]), "{typed}: {said}");
        }
    }
}

/// No PowerShell is asked: its script has each candidate in the part of its command.
#[test]
fn powershell_has_what_may_come_next() {
    let script = given().when("completions powershell").code(0).stdout;
    for (path, expected) in [
        ("explain", "ipui-check-digit"),
        ("template;show", "n870"),
        ("completions", "fish"),
        ("build", "--max-reassign"),
    ] {
        let part = script
            .split(&format!("'dect-roster;{path}' {{\n"))
            .nth(1)
            .unwrap();
        let part = part.split("break\n").next().unwrap();
        assert!(
            part.contains(&format!("::new('{expected}'")),
            "{path}: {part}"
        );
    }
}

#[test]
fn a_man_page_says_where_files_are_and_what_codes_mean() {
    let given = given();
    given.when("man --out pages").code(0);
    for (name, page) in given.files("pages") {
        let page = String::from_utf8(page).unwrap();
        for section in ["FILES", "ENVIRONMENT", "\"EXIT STATUS\"", "VERSION"] {
            assert!(
                page.contains(&format!(".SH {section}\n")),
                "{name}: {section}"
            );
        }
    }
    let page = String::from_utf8(given.files("pages")["dect-roster-build.1"].clone()).unwrap();
    let examples = page.split(".SH EXAMPLES").nth(1).unwrap();
    assert!(
        examples.contains("dect\\-roster build roster.xlsx"),
        "{examples}"
    );
    assert!(!page.contains(".SH EXTRA"), "{page}");
    assert!(page.contains("\\-\\-color"), "{page}");
    assert!(!page.contains("\\-\\-version"), "{page}");
    let page = &given.files("pages")["dect-roster-template-from.1"];
    let page = String::from_utf8_lossy(page);
    assert!(page.contains("dect\\-roster template from"), "{page}");
    let version = format!("\"dect-roster {}\"", env!("CARGO_PKG_VERSION"));
    assert!(page.contains(&version), "{page}");
}

#[test]
fn the_nightly_service_builds_the_roster_of_its_directory() {
    let unit =
        std::fs::read_to_string(repository("packaging/systemd/dect-roster.service")).unwrap();
    let setting = |name: &str| {
        let mut lines = unit.lines();
        lines
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
            .unwrap()
    };
    let defaults: BTreeMap<_, _> = setting("Environment")
        .split(' ')
        .map(|variable| variable.split_once('=').unwrap())
        .collect();
    let given = given().copy("samples/roster.xlsx").file("log/.keep", "");
    let line = setting("ExecStart")
        .replace("$ROSTER", defaults["ROSTER"])
        .replace("$OPTIONS", defaults["OPTIONS"])
        .replace(&format!("/var/lib/{}", setting("StateDirectory")), "out")
        .replace(&format!("/var/log/{}", setting("LogsDirectory")), "log");
    let then = given
        .when(line.strip_prefix("/usr/bin/dect-roster ").unwrap())
        .code(0);
    assert_eq!(then.names("out"), ["7C2F806E93D2.xml", "7C2F80A41C07.xml"]);
    // The room, which only a template of one's own uses, and the two new bases.
    let findings = then.findings("log/report.csv");
    let codes: Vec<_> = findings.iter().map(|finding| finding.get("code")).collect();
    assert_eq!(codes, ["unused-column", "no-window", "no-window"]);
}

#[test]
fn the_nightly_service_is_confined() {
    let unit = repository("packaging/systemd/dect-roster.service");
    let mut rating = Command::new("systemd-analyze");
    // The threshold is ten times the score.
    rating
        .args(["security", "--offline=true", "--threshold=15"])
        .arg(unit);
    if let Some((passed, said)) = tool(&mut rating) {
        assert!(passed, "{said}");
    }
}

#[test]
fn the_container_is_made_of_files_that_are_there() {
    let file = std::fs::read_to_string(repository("packaging/container/Containerfile")).unwrap();
    let copied = file.lines().filter_map(|line| line.strip_prefix("COPY "));
    let mut sources = 0;
    for words in copied.filter(|words| !words.starts_with("--from")) {
        let (paths, _) = words.rsplit_once(' ').unwrap();
        for path in paths.split(' ') {
            assert!(repository(path).exists(), "{path}");
            sources += 1;
        }
    }
    assert!(sources > 3);
    let user = file
        .lines()
        .find_map(|line| line.strip_prefix("USER "))
        .unwrap();
    assert!(
        user.split(':')
            .all(|id| id.parse::<u32>().is_ok_and(|id| id > 0)),
        "{user}"
    );
}
