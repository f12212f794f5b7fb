//! Files that were made to do harm, given to the real program.
//!
//! Each must end in seconds and in little memory, with a message that names the file and says what to
//! do, and with nothing written. Run with `--nocapture` for a table of what each came to.

mod archive;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use tempfile::TempDir;
use wait4::Wait4;

use crate::harness::{left_to_sweeps, program};

use self::archive::{Part, SHEET, archive, ods, record, table, xls, xlsx};

/// The most memory that a run may use, in MB of a million bytes.
const MEMORY: u64 = 500;
/// How many seconds of a processor one may take; the program of the tests is a slow one. By the clock it
/// depends on what else the machine does.
const SECONDS: f64 = 20.0;

const HEADER: &str = "extension,password,display_name,ipui,base_mac\n";
const ROW: &str = "101,Invented-1,Anna Berg,029E74A599,7C2F80123456\n";

/// An empty directory for a hostile file, and for what the program makes of it.
struct Trap {
    root: TempDir,
}

/// What came of a run.
struct End {
    code: Option<i32>,
    out: String,
    err: String,
    seconds: f64,
    /// The most memory that was in use, in MB.
    memory: u64,
}

impl Trap {
    fn new() -> Self {
        // On a disk, for files in memory would be memory too.
        let root = tempfile::tempdir().unwrap();
        Self { root }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), content).unwrap();
        self
    }

    /// A good roster, for what is wrong elsewhere.
    fn roster(self) -> Self {
        self.file("roster.csv", format!("{HEADER}{ROW}"))
    }

    /// A file that says one thing again and again between its begin and its end.
    fn long(self, name: &str, begin: &str, unit: &str, times: usize, end: &str) -> Self {
        let mut file = BufWriter::new(File::create(self.path(name)).unwrap());
        file.write_all(begin.as_bytes()).unwrap();
        for _ in 0..times {
            file.write_all(unit.as_bytes()).unwrap();
        }
        file.write_all(end.as_bytes()).unwrap();
        file.flush().unwrap();
        self
    }

    /// A file of this many bytes that takes no room on the disk.
    fn hollow(self, name: &str, len: u64) -> Self {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        File::create(self.path(name)).unwrap().set_len(len).unwrap();
        self
    }

    fn link(self, name: &str, to: impl AsRef<Path>) -> Self {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        symlink(to, self.path(name)).unwrap();
        self
    }

    fn pipe(self, name: &str) -> Self {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        let made = Command::new("mkfifo").arg(self.path(name)).status();
        assert!(made.unwrap().success());
        self
    }

    fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> End {
        self.run_with(arguments, Stdio::null(), Stdio::piped())
    }

    fn run_with<S: AsRef<OsStr>>(&self, arguments: &[S], stdin: Stdio, stdout: Stdio) -> End {
        let program = program();
        let mut command = Command::new("timeout");
        // One that waits for ever takes nothing of a processor.
        command
            .args(["--foreground", "300"])
            .arg(program.get_program());
        for (name, value) in program.get_envs() {
            command.env(name, value.unwrap_or_default());
        }
        let mut child = command
            .args(arguments)
            .current_dir(self.root.path())
            .stdin(stdin)
            .stdout(stdout)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let endless = child
            .stdin
            .take()
            .map(|mut pipe| thread::spawn(move || while pipe.write_all(&[b'a'; 8192]).is_ok() {}));
        let read = |pipe: Option<Box<dyn Read + Send>>| {
            thread::spawn(move || {
                let mut text = String::new();
                pipe.map(|mut pipe| pipe.read_to_string(&mut text));
                text
            })
        };
        let out = read(child.stdout.take().map(|pipe| Box::new(pipe) as _));
        let err = read(child.stderr.take().map(|pipe| Box::new(pipe) as _));
        let ended = child.wait4().unwrap();
        let seconds = (ended.rusage.utime + ended.rusage.stime).as_secs_f64();
        endless.map(thread::JoinHandle::join);
        End {
            code: ended.status.code(),
            out: out.join().unwrap(),
            err: err.join().unwrap(),
            seconds,
            memory: ended.rusage.maxrss / 1_000_000,
        }
    }

    /// Builds from a file and expects that it is refused with this message; nothing is written.
    #[track_caller]
    fn refuses(&self, name: &str, message: &str) {
        let end = self.run(&["build", name, "--out", "out"]);
        end.expect(2, name, message);
        assert!(!self.path("out").exists(), "{name}: something was written");
    }
}

impl End {
    /// Adds a line to the table.
    fn show(&self, file: &str) {
        let said = format!("{}{}", self.err, self.out);
        let lines = said.lines().map(str::trim);
        let lines = lines.take_while(|line| !line.is_empty() && !line.starts_with("help:"));
        let message = lines.take(2).collect::<Vec<_>>().join(" ");
        let message = message.trim_start_matches("error: ").replace('|', "\\|");
        let code = self.code.unwrap_or(-1);
        let (seconds, memory) = (self.seconds, self.memory);
        eprintln!("| {file} | {message} | {code} | {seconds:.1} | {memory} |");
    }

    /// Expects an exit code, a message on standard error or output, and an end in time.
    #[track_caller]
    fn expect(&self, code: i32, file: &str, message: &str) {
        let said = format!("{}{}", self.err, self.out);
        // Lines are broken to the width of a terminal.
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let (seconds, memory) = (self.seconds, self.memory);
        self.show(file);
        assert_eq!(self.code, Some(code), "{file}: {said}");
        assert!(said.contains(message), "{file}: {said}");
        assert!(!said.contains("panicked"), "{file}: {said}");
        assert!(memory < MEMORY, "{file}: {memory} MB");
        assert!(seconds < SECONDS, "{file}: {seconds} s");
        if code == 2 {
            assert!(said.contains("help: "), "{file}: {said}");
        }
    }
}

/// Gives the program a roster file and expects that it is refused.
#[track_caller]
fn refused(name: &str, content: impl AsRef<[u8]>, message: &str) {
    Trap::new().file(name, content).refuses(name, message);
}

/// The same for one that takes more memory than a limit of a few MB: it is the same with more, and takes
/// longer.
#[track_caller]
fn refused_for_memory(name: &str, content: impl AsRef<[u8]>) {
    let trap = Trap::new().file("dect-roster.toml", "[limits]\nmemory_mb = 80");
    trap.file(name, content)
        .refuses(name, "takes more than 80 MB of memory");
}

const LARGE: &str = "has more than 500 MB when it is unpacked";
const GREEDY: &str = "takes more than 450 MB of memory";
const DAMAGED: &str = "is damaged";

#[test]
fn an_archive_that_has_too_much_in_it_is_not_unpacked() {
    for part in [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/media/image1.png",
    ] {
        let bomb = Part::bomb(part, "", "<row/>", 600);
        refused("bomb.xlsx", xlsx(&[bomb]), LARGE);
    }
    let halves = ["xl/a.xml", "xl/b.xml"].map(|name| Part::bomb(name, "", " ", 300));
    refused("halves.xlsx", xlsx(&halves), LARGE);
    let content = Part::bomb("content.xml", "", " ", 600);
    refused("bomb.ods", ods(content), LARGE);
    let sheet = Part::bomb("xl/worksheets/sheet1.bin", "", "\0", 600);
    refused("bomb.xlsb", archive(&[sheet]), LARGE);
}

#[test]
fn a_part_that_lies_about_its_size_is_found_out() {
    let message = "File is larger than its declared uncompressed size";
    for part in [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
    ] {
        let begin = match part {
            "xl/worksheets/sheet1.xml" => SHEET,
            "xl/sharedStrings.xml" => "<sst>",
            _ => "<a>",
        };
        let bomb = Part::bomb(part, begin, "<row></row>", 600);
        for (size, local_size) in [(1000, 1000), (1000, 600_000_000)] {
            let lie = bomb.clone().claiming(size, local_size);
            refused("lie.xlsx", xlsx(&[lie]), message);
        }
        let lie = bomb.claiming(u64::from(u32::MAX), 1000);
        refused("boast.xlsx", xlsx(&[lie]), LARGE);
    }
    let content = Part::bomb("content.xml", "<a>", "<b></b>", 600);
    refused("lie.ods", ods(content.claiming(1000, 1000)), message);
}

#[test]
fn a_workbook_that_takes_too_much_memory_is_given_up() {
    if left_to_sweeps("a_workbook_that_takes_too_much_memory_is_given_up") {
        return;
    }
    let strings = |begin: &str, text: &str, megabytes: usize| {
        Part::bomb("xl/sharedStrings.xml", begin, text, megabytes)
    };
    let text = strings("<sst><si><t>", "a", 490);
    refused("one-text.xlsx", xlsx(&[text]), GREEDY);
    let sheet = |begin: &str, rest: &str| {
        Part::bomb(
            "xl/worksheets/sheet1.xml",
            &format!("{SHEET}{begin}"),
            rest,
            300,
        )
    };
    for (what, part) in [
        ("many-texts", strings("<sst>", "<si/>", 100)),
        (
            "styles",
            Part::bomb("xl/styles.xml", "<styleSheet><cellXfs>", "<xf/>", 100),
        ),
        (
            "sheets",
            Part::bomb(
                "xl/workbook.xml",
                "<workbook>",
                "<sheet name='a' id='r1'/>",
                100,
            ),
        ),
        ("cell", sheet("<row><c t='str'><v>", "a")),
        ("comment", sheet("<!--", "<a>")),
        ("attribute", sheet("<row a='", "a")),
        ("deep", sheet("", "<a>")),
    ] {
        refused_for_memory(&format!("{what}.xlsx"), xlsx(&[part]));
    }
}

#[test]
fn a_workbook_that_announces_more_than_it_has_is_refused_before_room_is_made() {
    for count in ["1000000000", "99999999999999999999999999"] {
        let strings = format!("<!-- uniqueCount='1' --><sst count='1' uniqueCount = \"{count}\"/>");
        let strings = Part::new("xl/sharedStrings.xml", strings);
        refused("many.xlsx", xlsx(&[strings]), GREEDY);
    }
    let dimensions = [&[0; 4][..], &[0xFF; 4], &[0; 2], &[0xFF; 2], &[0; 2]].concat();
    refused("many.xls", xls(&[], &record(0x0200, &dimensions)), GREEDY);
    // A table that begins in column 256 or later begins in the first one for the reader.
    let far = [&[0; 4][..], &[0, 0, 1, 0], &[0xFF; 2], &[0xFF; 2], &[0; 2]].concat();
    refused("far.xls", xls(&[], &record(0x0200, &far)), GREEDY);
    let inverted = [&[9, 0, 0, 0][..], &[1, 0, 0, 0], &[0; 2], &[9, 0], &[0; 2]].concat();
    refused(
        "inverted.xls",
        xls(&[], &record(0x0200, &inverted)),
        DAMAGED,
    );
}

#[test]
fn what_is_behind_a_chart_in_an_old_workbook_is_looked_at_too() {
    let number = |row: u16, column: u16| {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0; 2]].concat();
        record(0x0203, &[&place[..], &1_f64.to_le_bytes()].concat())
    };
    let chart = [record(0x0809, &[0; 16]), record(0x000A, &[])].concat();
    let sheet = [number(0, 0), chart, number(u16::MAX, u16::MAX)].concat();
    refused("chart.xls", xls(&[], &sheet), GREEDY);
}

#[test]
fn one_table_of_an_old_workbook_that_is_a_thousand_sheets_is_not_read_a_thousand_times() {
    let sheets = 5000_u32;
    // Where the table is: behind the first record, the names of the sheets and the end of that list.
    let place = 20 + 15 * (sheets + 1) + 4;
    let named = [&place.to_le_bytes()[..], &[0, 0, 3, 0], b"Two"].concat();
    let named = record(0x0085, &named).repeat(sheets as usize);
    let cells = record(0x0203, &[0; 14]).repeat(50_000);
    refused("thousand.xls", xls(&named, &cells), DAMAGED);
}

#[test]
fn one_text_in_many_cells_is_given_up() {
    let text = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(30_000));
    let text = Part::new("xl/sharedStrings.xml", text);
    let cells = format!("{SHEET}<row>");
    let cell = "</row><row><c t='s'><v>0</v></c>";
    let cells = Part::bomb("xl/worksheets/sheet1.xml", &cells, cell, 4);
    refused_for_memory("repeated.xlsx", xlsx(&[text, cells]));

    let font = format!("<font><name val='{}'/></font>", "a".repeat(1_000_000));
    let begin = format!("<styleSheet><fonts>{font}</fonts><cellXfs>");
    let styles = Part::bomb("xl/styles.xml", &begin, "<xf fontId='0'/>", 1);
    refused_for_memory("font.xlsx", xlsx(&[styles]));

    let text = [
        &[1, 0, 0, 0, 1, 0, 0, 0][..],
        &[0x40, 0x1F, 0],
        &[b'a'; 8000],
    ]
    .concat();
    let cells: Vec<u8> = (0..u16::MAX)
        .flat_map(|row| record(0x00FD, &[&row.to_le_bytes()[..], &[0; 8]].concat()))
        .collect();
    refused_for_memory("repeated.xls", xls(&record(0x00FC, &text), &cells));
}

#[test]
fn one_part_that_is_a_thousand_sheets_is_not_read_a_thousand_times() {
    let sheet = |n: usize| format!("<sheet name='{n}' id='r1'/>");
    let sheets = (0..1000).map(sheet).collect::<Vec<_>>().concat();
    let book = format!("<workbook><sheets>{sheets}</sheets></workbook>");
    let book = Part::new("xl/workbook.xml", book);
    let mut rows = format!("{SHEET}{}", "<row></row>".repeat(300_000));
    rows.push_str("</sheetData></worksheet>");
    let rows = Part::new("xl/worksheets/sheet1.xml", rows);
    let message = "it names the same part again and again";
    refused("again.xlsx", xlsx(&[book, rows]), message);
}

#[test]
fn a_cell_in_the_last_corner_costs_little_or_is_refused() {
    let cell = |place: &str| format!("<row><c r=\"{place}\"><v>1</v></c></row>");
    let sheet = |cells: &str| {
        let sheet = format!("{SHEET}{cells}</sheetData></worksheet>");
        xlsx(&[Part::new("xl/worksheets/sheet1.xml", sheet)])
    };
    let corner = sheet(&[cell("A1"), cell("XFD1048576")].concat());
    let trap = Trap::new().file("corner.xlsx", corner);
    let end = trap.run(&["check", "corner.xlsx"]);
    end.expect(2, "corner.xlsx", "no-header");
    refused(
        "beyond.xlsx",
        sheet(&cell("XFE1")),
        "a cell beyond column XFD",
    );
    refused("beyond.xlsx", sheet(&cell("ZZZZZZZZZZZZ1")), DAMAGED);
    refused(
        "beyond.xlsx",
        sheet(&cell("A99999999999999999999")),
        DAMAGED,
    );

    let number = |row: u16, column: u16| {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0; 2]].concat();
        record(0x0203, &[&place[..], &1_f64.to_le_bytes()].concat())
    };
    let corner = [number(0, 0), number(u16::MAX, 255)].concat();
    refused("corner.xls", xls(&[], &corner), GREEDY);
    let corner = [number(0, 0), number(u16::MAX, u16::MAX)].concat();
    refused("beyond.xls", xls(&[], &corner), GREEDY);
}

#[test]
fn repeated_rows_and_columns_of_an_ods_are_not_spread_out() {
    let cell = |times: u32| {
        format!(r#"<table:table-cell table:number-columns-repeated="{times}" office:value="1"/>"#)
    };
    let row = |times: u32, cell: &str| {
        format!(r#"<table:table-row table:number-rows-repeated="{times}">{cell}</table:table-row>"#)
    };
    let content = |rows: &str| ods(Part::new("content.xml", table(rows)));
    let all = row(1_048_576, &cell(16_384));
    refused("all.ods", content(&all), "all.ods is too large");
    let corner = [row(1, &cell(1)), row(1_048_574, ""), row(1, &cell(16_384))].concat();
    refused("corner.ods", content(&corner), "corner.ods is too large");
    let wide = row(1, &cell(16_384)).repeat(20_000);
    refused("wide.ods", content(&wide), GREEDY);
    let beyond = row(u32::MAX, &cell(u32::MAX));
    refused("beyond.ods", content(&beyond), "beyond.ods is too large");
    let text = format!(
        r#"<table:table-cell table:number-columns-repeated="16384" office:string-value="{}"/>"#,
        "a".repeat(100_000)
    );
    refused_for_memory("text.ods", content(&row(1, &text)));
}

const LAUGHS: &str = r#"<!DOCTYPE a [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>"#;

#[test]
fn entities_are_not_put_in() {
    let sheet =
        format!("{LAUGHS}{SHEET}<row><c t='str'><v>&c;</v></c></row></sheetData></worksheet>");
    let sheet = Part::new("xl/worksheets/sheet1.xml", sheet);
    refused("laughs.xlsx", xlsx(&[sheet]), DAMAGED);
    let strings = format!("{LAUGHS}<sst><si><t>&c;</t></si></sst>");
    let strings = Part::new("xl/sharedStrings.xml", strings);
    refused("laughs.xlsx", xlsx(&[strings]), DAMAGED);
    let cell = "<table:table-row><table:table-cell office:value-type='string'><text:p>&c;</text:p></table:table-cell></table:table-row>";
    let content = Part::new("content.xml", format!("{LAUGHS}{}", table(cell)));
    refused("laughs.ods", ods(content), DAMAGED);
}

#[test]
fn an_ods_that_does_not_end_is_damaged() {
    let begin = r#"<a><table:table table:name="One">"#;
    let row = "<table:table-row><table:table-cell office:value-type='string'>";
    let shut = "</table:table-cell></table:table-row></table:table></a>";
    for content in [
        begin.to_owned(),
        format!("{begin}</a>"),
        format!("{begin}{row}<office:annotation>"),
        format!("{begin}{row}<office:annotation>{shut}"),
    ] {
        refused(
            "endless.ods",
            ods(Part::new("content.xml", content)),
            DAMAGED,
        );
    }
    let deep = Part::bomb("content.xml", begin, "<a>", 300);
    refused_for_memory("deep.ods", ods(deep));
    let comment = Part::bomb("content.xml", &format!("{begin}<!--"), "<a>", 300);
    refused_for_memory("comment.ods", ods(comment));
}

#[test]
fn a_cell_of_5_mb_is_refused() {
    let text = "a".repeat(5_000_000);
    let message = "sheet \"One\", row 1: a cell of more than 32767 characters";
    let sheet = format!("{SHEET}<row><c t='str'><v>{text}</v></c></row></sheetData></worksheet>");
    let sheet = Part::new("xl/worksheets/sheet1.xml", sheet);
    refused("cell.xlsx", xlsx(&[sheet]), message);
    let strings = format!("<sst><si><t>{text}</t></si></sst>");
    let sheet = format!("{SHEET}<row><c t='s'><v>0</v></c></row></sheetData></worksheet>");
    let book = xlsx(&[
        Part::new("xl/sharedStrings.xml", strings),
        Part::new("xl/worksheets/sheet1.xml", sheet),
    ]);
    refused("text.xlsx", book, message);
    let cell = format!(
        "<table:table-row><table:table-cell office:value-type='string'><text:p>{text}</text:p>\
         </table:table-cell></table:table-row>"
    );
    let content = Part::new("content.xml", table(&cell));
    refused("cell.ods", ods(content), message);
}

#[test]
fn a_binary_workbook_that_promises_too_much_is_refused() {
    let strings = |record: &[u8]| {
        let strings = Part::new("xl/sharedStrings.bin", record);
        archive(&[strings, Part::new("xl/workbook.bin", "")])
    };
    // Four billion texts, none of which is there.
    let many = [&[0x9F, 0x01, 8][..], &[0xFF; 8]].concat();
    refused("many.xlsb", strings(&many), DAMAGED);
    // A record of 256 MB.
    let long = [0x9F, 0x01, 0xFF, 0xFF, 0xFF, 0x7F];
    refused("long.xlsb", strings(&long), DAMAGED);
}

#[test]
fn what_is_no_workbook_is_named() {
    let page = "<html><head><meta charset=utf-8></head><body><table><tr><td>1</td></table>";
    refused("shop.xls", page, "its content is a web page (HTML)");
    let nested = archive(&[Part::new("roster.xlsx", xlsx(&[]))]);
    refused("nested.xlsx", nested, DAMAGED);
    refused("empty.xlsx", archive(&[]), DAMAGED);
    for name in ["empty.xlsx", "empty.xlsb", "empty.xls", "empty.ods"] {
        refused(name, "", "its content is empty");
    }
    let locked = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/workbooks/locked.xlsx");
    let locked = fs::read(locked).unwrap();
    for name in ["locked.xlsx", "locked.xls"] {
        refused(name, &locked, "is protected with a password");
    }
    // The end of a directory of 2^40 parts, as of an archive that is larger than 4 GB.
    let mut huge = xlsx(&[]);
    let end = huge.split_off(huge.len() - 22);
    let place = huge.len() as u64;
    huge.extend(b"PK\x06\x06\x2c\0\0\0\0\0\0\0\x2d\0\x2d\0\0\0\0\0\0\0\0\0");
    huge.extend([1_u64 << 40; 4].map(u64::to_le_bytes).concat());
    huge.extend(b"PK\x06\x07\0\0\0\0");
    huge.extend([&place.to_le_bytes()[..], &[1, 0, 0, 0]].concat());
    huge.extend(&end[..8]);
    huge.extend([0xFF; 12]);
    huge.extend([0; 2]);
    refused("zip64.xlsx", huge, DAMAGED);
}

#[test]
fn a_container_that_goes_in_circles_is_left() {
    let mut circles = xls(&[], &record(0x0203, &[0; 14]).repeat(1000));
    // Each sector of the file is followed by itself.
    let table = 512 * (1 + u32::from_le_bytes(circles[76..80].try_into().unwrap()) as usize);
    for (sector, next) in circles[table..table + 512].chunks_exact_mut(4).enumerate() {
        next.copy_from_slice(&u32::try_from(sector).unwrap().to_le_bytes());
    }
    refused("circles.xls", &circles, DAMAGED);
    Trap::new()
        .file("circles.xlsx", &circles)
        .refuses("circles.xlsx", "its content is an Excel 97-2003 workbook");
}

#[test]
fn a_text_file_without_measure_is_refused() {
    if left_to_sweeps("a_text_file_without_measure_is_refused") {
        return;
    }
    let trap = Trap::new().hollow("hollow.csv", 600_000_000);
    trap.refuses("hollow.csv", "hollow.csv has more than 500 MB");
    let trap = Trap::new().hollow("zeros.csv", 100_000_000);
    trap.refuses("zeros.csv", "a NUL character");
    let separators = ",".repeat(10_000_000);
    let trap = Trap::new().file("wide.csv", format!("{HEADER}{separators}x\n{ROW}"));
    trap.refuses("wide.csv", "row 2: a cell beyond column XFD");
    let trap = Trap::new().file("wide.csv", format!("{HEADER}\"\"{separators}x\n{ROW}"));
    trap.refuses("wide.csv", "a cell beyond column XFD");
    let blank = Trap::new().long("blank.csv", HEADER, ",", 10_000_000, "\n");
    blank.refuses("blank.csv", "a cell beyond column XFD");
    let trap = Trap::new().long("wide.csv", HEADER, "a,", 50_000_000, "\"\"\n");
    trap.refuses("wide.csv", "a cell beyond column XFD");
    let cell = "a".repeat(5_000_000);
    for row in [format!("{cell},b"), format!("\"{cell}\",b")] {
        let trap = Trap::new().file("cell.csv", format!("{HEADER}{row}\n"));
        trap.refuses("cell.csv", "row 2: a cell of more than 32767 characters");
    }
    let trap = Trap::new().long("line.csv", HEADER, "abcdefghij", 10_000_000, "");
    trap.refuses("line.csv", "a cell of more than 32767 characters");
    let trap = Trap::new().long("quote.csv", &format!("{HEADER}\"a"), "x\n", 50_000_000, "");
    trap.refuses(
        "quote.csv",
        "line 2: the quote that opens here is never closed",
    );
    let trap = Trap::new().long("rows.csv", HEADER, "a\n", 2_000_000, "");
    trap.refuses("rows.csv", "has more than 1048576 rows");
    let trap = Trap::new().long("more-rows.csv", HEADER, "a\n", 50_000_000, "");
    trap.refuses("more-rows.csv", GREEDY);
}

#[test]
fn standard_input_that_never_ends_is_left() {
    let trap = Trap::new();
    let arguments = ["build", "-", "--out", "out"];
    let end = trap.run_with(&arguments, Stdio::piped(), Stdio::piped());
    end.expect(
        2,
        "standard input",
        "reading standard input takes more than 450 MB of memory",
    );
    assert!(!trap.path("out").exists());
}

#[test]
fn what_is_no_plain_file_is_not_read() {
    let trap = Trap::new().pipe("pipe.csv");
    trap.refuses("pipe.csv", "it is a pipe, not a file");
    let trap = Trap::new().file("folder.csv/x", "");
    trap.refuses("folder.csv", "it is a directory, not a file");
    let trap = Trap::new().link("zero.csv", "/dev/zero");
    trap.refuses("zero.csv", "it is a device, not a file");
    let trap = Trap::new().link("full.xlsx", "/dev/full");
    trap.refuses("full.xlsx", "it is a device, not a file");
    let trap = Trap::new().link("a.csv", "b.csv").link("b.csv", "a.csv");
    trap.refuses("a.csv", "cannot read a.csv");
    let trap = Trap::new();
    let _listening = UnixListener::bind(trap.path("socket.csv")).unwrap();
    trap.refuses("socket.csv", "cannot read socket.csv");
}

#[test]
fn a_config_that_is_none_is_refused() {
    let refuses = |trap: Trap, message: &str| {
        let trap = trap.roster();
        let end = trap.run(&["build", "roster.csv", "--out", "out", "--config", "c.toml"]);
        let said = &end.err;
        end_of_config(&end, message);
        assert!(said.contains("c.toml"), "{said}");
        assert!(!trap.path("out").exists());
    };
    refuses(Trap::new().pipe("c.toml"), "it is a pipe, not a file");
    refuses(
        Trap::new().file("c.toml/x", ""),
        "it is a directory, not a file",
    );
    refuses(
        Trap::new().link("c.toml", "/dev/zero"),
        "it is a device, not a file",
    );
    refuses(
        Trap::new().hollow("c.toml", 5_000_000_000),
        "more than 1 MB",
    );
    let deep = format!("a = {}", "[".repeat(500_000));
    refuses(Trap::new().file("c.toml", deep), "c.toml");
    let deep = format!("[settings]\n{} = 1", vec!["a"; 200_000].join("."));
    refuses(Trap::new().file("c.toml", deep), "c.toml");
}

/// A config that has a wrong key is an error that needs no help.
#[track_caller]
fn end_of_config(end: &End, message: &str) {
    end.show("c.toml");
    assert_eq!(end.code, Some(2), "{}", end.err);
    assert!(end.err.contains(message), "{}", end.err);
    assert!(!end.err.contains("panicked") && end.memory < MEMORY && end.seconds < SECONDS);
}

#[test]
fn a_template_that_does_not_end_is_stopped() {
    let refuses = |trap: Trap, message: &str| {
        let trap = trap.roster();
        let end = trap.run(&["build", "roster.csv", "--out", "out", "--template", "t.xml"]);
        end.show("t.xml");
        assert_eq!(end.code, Some(2), "{}", end.err);
        assert!(
            end.err.contains("t.xml") && end.err.contains(message),
            "{}",
            end.err
        );
        assert!(!end.err.contains("panicked"), "{}", end.err);
        assert!(
            end.memory < MEMORY && end.seconds < SECONDS,
            "{message}: {} MB, {} s",
            end.memory,
            end.seconds
        );
        assert!(!trap.path("out/7C2F80123456.xml").exists());
        assert_eq!(unfinished(&trap.path("out")), 0);
    };
    refuses(Trap::new().pipe("t.xml"), "t.xml");
    refuses(Trap::new().hollow("t.xml", 5_000_000_000), "t.xml");
    let template = |text: &str| Trap::new().file("t.xml", text);
    refuses(
        template("{% for i in range(1000000000) %}x{% endfor %}"),
        "t.xml:1",
    );
    let nested = "{% for i in range(90000) %}{% for i in range(90000) %}{% endfor %}{% endfor %}";
    refuses(
        template(nested),
        "it takes more than 1000000 steps for one file",
    );
    let page = "x".repeat(100_000);
    let long = |times| format!("{{% for i in range({times}) %}}{page}{{% endfor %}}");
    refuses(template(&long(200)), "it makes a file of more than 16 MB");
    refuses(template(&long(90_000)), "it takes more than 1000000 steps");
    let kept = format!("{{% set a %}}{}{{% endset %}}", long(90_000));
    refuses(template(&kept), "it takes more than 1000000 steps");
    let doubled = format!("{{% set a = '{page}' * 1000000 %}}");
    refuses(template(&doubled), "it takes more than 1000000 steps");
    refuses(
        template(&format!("{{{{ {}", "(".repeat(4000))),
        "syntax error",
    );
    refuses(template(&"{% if 1 %}".repeat(50_000)), "syntax error");
    let list = format!("{{{{ {}{} }}}}", "[".repeat(100_000), "]".repeat(100_000));
    refuses(template(&list), "t.xml:1: this expression is too long");
    for link in [
        "|e", "[0]", "+1", ".a", "(1,2)", "[(1,2)]", "+[1,2]", "|e(1,2)",
    ] {
        let chain = format!("{{{{ 1{} }}}}", link.repeat(100_000));
        refuses(template(&chain), "t.xml:1: this expression is too long");
    }
    let elif = format!("{{% if 0 %}}{}{{% endif %}}", "{% elif 0 %}".repeat(50_000));
    refuses(template(&elif), "this expression is too long");
    for (list, turns) in [("[ns.x]", 99_999), ("[ns.x, ns.x]", 60)] {
        let grown = format!(
            "{{% set ns = namespace(x=[]) %}}{{% for i in range({turns}) %}}{{% set ns.x = {list} %}}\
             {{% endfor %}}{{{{ ns.x }}}}"
        );
        refuses(template(&grown), "too long or too deep to be written");
    }
    refuses(
        template("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}"),
        "t.xml",
    );
    refuses(template("{% include 't.xml' %}"), "t.xml");
}

fn unfinished(out: &Path) -> usize {
    let Ok(entries) = fs::read_dir(out) else {
        return 0;
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "tmp"))
        .count()
}

#[test]
fn a_file_in_place_that_cannot_be_one_stays_as_it_is() {
    const FILE: &str = "out/7C2F80123456.xml";
    let holds = |trap: Trap, why: &str| {
        let trap = trap.roster();
        let before = fs::symlink_metadata(trap.path(FILE)).unwrap();
        let end = trap.run(&["build", "roster.csv", "--out", "out"]);
        assert!(end.out.contains("error[unreadable-file-in-place]"));
        end.expect(1, FILE, why);
        let after = fs::symlink_metadata(trap.path(FILE)).unwrap();
        assert_eq!(before.modified().unwrap(), after.modified().unwrap());
        assert_eq!(
            (before.len(), before.file_type()),
            (after.len(), after.file_type())
        );
    };
    let file = |text: String| Trap::new().file(FILE, text);
    holds(
        Trap::new().hollow(FILE, 1_000_000_000),
        "it has more than 16 MB",
    );
    holds(Trap::new().hollow(FILE, 10_000_000), "XML");
    holds(Trap::new().pipe(FILE), "it is not a plain file");
    holds(
        Trap::new().link(FILE, "/etc/passwd"),
        "it is a symbolic link",
    );
    holds(file("<a>".repeat(5_000_000)), "the file ends in the middle");
    holds(file(format!("<a b='{}", "x".repeat(15_000_000))), "XML");
    holds(
        file(format!("<a>{}", "<b c='1' d='2'".repeat(1_000_000))),
        "XML",
    );
    let value = "<a><VERSION value='&c;'/></a>";
    holds(file(format!("{LAUGHS}{value}")), "an attribute is broken");
    let attributes: Vec<_> = (0..100_000).map(|n| format!(" a{n}='1'")).collect();
    let attributes = attributes.concat();
    holds(
        file(format!("<VERSION{attributes} value='1'>")),
        "a tag has more than 100 attributes",
    );
}

#[test]
fn a_roster_full_of_faults_takes_no_more_memory_than_the_limit() {
    if left_to_sweeps("a_roster_full_of_faults_takes_no_more_memory_than_the_limit") {
        return;
    }
    let row = "x,,,y,z\n";
    let reports = ["csv", "json", "html", "xlsx"].map(|ending| format!("--report=r.{ending}"));
    let trap = Trap::new().file("dect-roster.toml", "[limits]\nmemory_mb = 80");
    let trap = trap.long("faulty.csv", HEADER, row, 200_000, "");
    for command in [
        &["check"][..],
        &["plan", "--out=out"],
        &["build", "--out=out"],
    ] {
        let mut arguments = command.to_vec();
        arguments.push("faulty.csv");
        arguments.extend(reports.iter().map(String::as_str));
        let end = trap.run(&arguments);
        end.expect(
            2,
            "faulty.csv (`memory_mb = 80`)",
            "faulty.csv takes more than 80 MB of memory",
        );
        let left: Vec<_> = fs::read_dir(trap.root.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left.len(), 2, "{left:?}");
    }
    let end = trap.run(&["check", "faulty.csv"]);
    assert!(
        end.err.contains("checking faulty.csv takes more"),
        "{}",
        end.err
    );
}

#[test]
fn an_annotated_workbook_of_wide_rows_takes_little_memory() {
    if left_to_sweeps("an_annotated_workbook_of_wide_rows_takes_little_memory") {
        return;
    }
    let columns: Vec<_> = (0..4000).map(|n| format!(",c{n}")).collect();
    let header = format!("{}{}\n", HEADER.trim_end(), columns.concat());
    let row = format!("x,,,y,z{}\n", ",v".repeat(4000));
    let trap = Trap::new().long("wide-faulty.csv", &header, &row, 250, "");
    let end = trap.run(&["check", "wide-faulty.csv", "--report=r.xlsx"]);
    end.expect(1, "wide-faulty.csv", "250 rows were read and rejected");
    assert!(end.memory < 150, "{} MB", end.memory);

    // Several sheets of which none is large.
    let row = format!("x,,,y,z{}\n", ",v".repeat(900));
    let trap = Trap::new();
    let names: Vec<_> = (0..15).map(|n| format!("{n}.csv")).collect();
    let trap = names.iter().fold(trap, |trap, name| {
        let header = format!("{}{}\n", HEADER.trim_end(), columns[..900].concat());
        trap.long(name, &header, &row, 100, "")
    });
    let mut arguments = vec!["check", "--report=r.xlsx"];
    arguments.extend(names.iter().map(String::as_str));
    let end = trap.run(&arguments);
    end.expect(1, "many wide rosters", "1500 rows were read and rejected");
    assert!(end.memory < 180, "{} MB", end.memory);
}

#[test]
fn tables_without_end_in_an_old_workbook_do_no_harm() {
    let begin = record(0x0809, &[0; 16]).repeat(100_000);
    let both = [&begin[..], &record(0x000A, &[]).repeat(100_000)].concat();
    for book in [xls(&[], &begin), xls(&[], &both), xls(&begin, &[])] {
        let trap = Trap::new().file("deep.xls", book);
        trap.run(&["check", "deep.xls"])
            .expect(2, "deep.xls", "no-header");
    }
}

#[test]
fn much_that_is_carried_over_takes_little() {
    const FILE: &str = "out/7C2F80123456.xml";
    if left_to_sweeps("much_that_is_carried_over_takes_little") {
        return;
    }
    let trap = Trap::new().roster();
    let build = || trap.run(&["build", "roster.csv", "--out", "out"]);
    build().expect(0, FILE, "1 written");
    let made = fs::read_to_string(trap.path(FILE)).unwrap();
    let (begin, end) = made.split_at(made.rfind("</").unwrap());
    let changed = ROW.replace("Anna", "Anne");
    fs::write(trap.path("roster.csv"), format!("{HEADER}{changed}")).unwrap();
    let item = |n| {
        format!("<SYMB_ITEM ID=\"BS_Foreign.a[{n}]\" class=\"symb_item\" value=\"{n:030}\"/>\n")
    };
    let items = (0..150_000).map(item).collect::<Vec<_>>().concat();
    assert!((14_000_000..15_900_000).contains(&items.len()));
    let deep = ["<a>".repeat(500_000), "</a>".repeat(500_000)].concat();
    let wide: Vec<_> = (0..100_000).map(|n| format!(" a{n}='1'")).collect();
    let wide = format!("<a{}/>", wide.concat());
    for (what, foreign, code, message) in [
        ("150,000 foreign items", items, 0, "1 written"),
        ("500,000 nested elements", deep, 0, "1 written"),
        (
            "an element with 100,000 attributes",
            wide,
            1,
            "a tag has more than 100 attributes",
        ),
    ] {
        let before = format!("{begin}{foreign}{end}");
        fs::write(trap.path(FILE), &before).unwrap();
        build().expect(code, what, message);
        let after = fs::read_to_string(trap.path(FILE)).unwrap();
        // Items are indented like those of the template, and all of them are there in their order.
        let mut lines = after.lines().map(str::trim);
        let mut there = |line| lines.any(|other| other.contains(line));
        assert!(foreign.lines().all(&mut there), "{what}");
        assert_eq!(after.contains("Anne"), code == 0, "{what}");
        assert_eq!(after == before, code == 1, "{what}");
    }
}

#[test]
fn links_are_replaced_and_not_followed() {
    let trap = Trap::new()
        .roster()
        .file("victim", "keep")
        .link("out/.dect-roster-7C2F80123456.xml.tmp", "../victim")
        .link("out/report.csv", "../victim")
        .link("out/.dect-roster-report.csv.tmp", "../victim")
        .link("other.csv", "victim")
        .link("full.csv", "/dev/full");
    let built = |report: &[&str]| {
        let end = trap.run(&[&["build", "roster.csv", "--out", "out"], report].concat());
        end.expect(0, "links in the directory", "");
        assert_eq!(fs::read_to_string(trap.path("victim")).unwrap(), "keep");
    };
    built(&[]);
    assert_eq!(unfinished(&trap.path("out")), 0);
    built(&["--report", "other.csv", "--report", "full.csv"]);
    for name in [
        "out/7C2F80123456.xml",
        "out/report.csv",
        "other.csv",
        "full.csv",
    ] {
        assert!(
            fs::symlink_metadata(trap.path(name)).unwrap().is_file(),
            "{name}"
        );
    }
}

#[test]
fn a_link_in_the_place_of_the_locks_is_not_followed() {
    let trap = Trap::new()
        .roster()
        .file("elsewhere/1-of-1", "keep")
        .link("out/.dect-roster", "../elsewhere");
    let end = trap.run(&["build", "roster.csv", "--out", "out"]);
    end.expect(2, "out/.dect-roster", "cannot use out/.dect-roster");
    let kept = fs::read_to_string(trap.path("elsewhere/1-of-1")).unwrap();
    assert_eq!(kept, "keep");
    assert_eq!(fs::read_dir(trap.path("elsewhere")).unwrap().count(), 1);
}

#[test]
fn a_name_that_is_a_path_leads_nowhere() {
    let row = ROW.replace("7C2F80123456", "../../etc/passwd");
    let trap = Trap::new().file("roster.csv", format!("{HEADER}{ROW}{row}"));
    let end = trap.run(&["build", "roster.csv", "--out", "out/deep"]);
    end.expect(1, "a MAC that is a path", "invalid-mac");
    assert_eq!(fs::read_dir(trap.path("out")).unwrap().count(), 1);

    let cells: Vec<_> = HEADER
        .trim()
        .split(',')
        .map(|name| format!("<c t='str'><v>{name}</v></c>"))
        .collect();
    let cells = cells.concat();
    let row = "<c t='str'><v>1</v></c>".repeat(5);
    let sheet = format!("{SHEET}<row>{cells}</row><row>{row}</row></sheetData></worksheet>");
    let book = CONTENT_OF_BOOK.replace("One", "../../victim");
    let book = xlsx(&[
        Part::new("xl/workbook.xml", book),
        Part::new("xl/worksheets/sheet1.xml", sheet),
    ]);
    let trap = Trap::new().file("a/roster.xlsx", book);
    let reports = ["csv", "json", "html", "xlsx"].map(|ending| format!("--report=a/r.{ending}"));
    let mut arguments = vec!["build", "a/roster.xlsx", "--out", "a/out"];
    arguments.extend(reports.iter().map(String::as_str));
    trap.run(&arguments)
        .expect(1, "a sheet that is a path", "../../victim");
    let names = fs::read_dir(trap.root.path()).unwrap();
    assert_eq!(names.count(), 1);
    let end = trap.run(&["check", "a/roster.xlsx", "--sheet", "../../etc/passwd"]);
    end.expect(
        2,
        "--sheet ../../etc/passwd",
        "has no worksheet named \"../../etc/passwd\"",
    );
}

/// A workbook with one sheet.
const CONTENT_OF_BOOK: &str =
    r#"<workbook><sheets><sheet name="One" id="r1"/></sheets></workbook>"#;

#[test]
fn a_full_disk_behind_standard_output_is_told() {
    let trap = Trap::new().roster();
    let full = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    for arguments in [
        &["check", "roster.csv"][..],
        &["check", "roster.csv", "--format", "json"],
    ] {
        let end = trap.run_with(arguments, Stdio::null(), full());
        end.expect(2, "> /dev/full", "cannot write to standard output");
    }
}

#[test]
fn each_limit_can_be_raised_and_lowered() {
    let build = |trap: &Trap, limits: &str| {
        fs::write(trap.path("dect-roster.toml"), format!("[limits]\n{limits}")).unwrap();
        let rosters = if trap.path("roster.csv").exists() {
            "roster.csv"
        } else {
            "roster.xlsx"
        };
        trap.run(&["build", rosters, "--out", "out"])
    };
    let trap = Trap::new().roster();
    for (limits, message) in [
        ("roster_mb = 0", "roster.csv has more than 0 MB"),
        ("roster_rows = 1", "roster.csv has more than 1 rows"),
        (
            "cell_characters = 9",
            "row 1: a cell of more than 9 characters",
        ),
        (
            "provisioning_file_mb = 0",
            "n720: it makes a file of more than 0 MB",
        ),
        (
            "roster_mb = -1",
            "dect-roster.toml: line 2: [limits] roster_mb: the value must be a whole number",
        ),
        (
            "rooster_mb = 1",
            "dect-roster.toml: line 2: [limits]: unknown field `rooster_mb`",
        ),
    ] {
        let end = build(&trap, limits);
        assert_eq!(end.code, Some(2), "{limits}: {}", end.err);
        assert!(end.err.contains(message), "{limits}: {}", end.err);
    }
    // Run to its end, it has made what is no provisioning file.
    let page = "{% for i in range(99999) %}{% for j in range(9) %}{% endfor %}{% endfor %}<a/>";
    let own = trap.file("t.xml", page);
    let build_own = |limits: &str| {
        let text = format!("[template]\nfile = \"t.xml\"\n[limits]\n{limits}");
        fs::write(own.path("dect-roster.toml"), text).unwrap();
        own.run(&["build", "roster.csv", "--out", "out"])
    };
    build_own("").expect(2, "a long template", "it takes more than 1000000 steps");
    build_own("template_steps = 100000000").expect(1, "a long template", "template-mismatch");

    let many = format!("{HEADER}{}", "a\n".repeat(1_048_576));
    let trap = Trap::new().file("roster.csv", many);
    build(&trap, "roster_rows = 10").expect(2, "many rows", "has more than 10 rows");
    let end = build(&trap, "roster_rows = 1048575");
    end.expect(2, "many rows", "has more than 1048575 rows");

    let name = "a".repeat(40_000);
    let row = format!("201,,{name},,\n");
    let trap = Trap::new().file("roster.csv", format!("{HEADER}{ROW}{row}"));
    build(&trap, "").expect(2, "a long cell", "a cell of more than 32767 characters");
    build(&trap, "cell_characters = 40000").expect(0, "a long cell", "row-left-out");

    let strings = Part::new("xl/sharedStrings.xml", "<sst uniqueCount='30000000'></sst>");
    let trap = Trap::new().file("roster.xlsx", xlsx(&[strings]));
    build(&trap, "").expect(2, "many texts", GREEDY);
    build(&trap, "memory_mb = 800").expect(2, "many texts", "no-header");
    build(&trap, "memory_mb = 1").expect(2, "many texts", "more than 1 MB of memory");

    let picture = Part::bomb("xl/media/image1.png", "", " ", 501);
    let trap = Trap::new().file("roster.xlsx", xlsx(&[picture]));
    build(&trap, "").expect(2, "a large picture", LARGE);
    build(&trap, "roster_mb = 600").expect(2, "a large picture", "no-header");
}
