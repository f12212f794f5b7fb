//! What a package installs besides the program.

use std::collections::BTreeSet;
use std::process::Command;

use crate::harness::{Then, given};

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
