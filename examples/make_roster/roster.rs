//! Big invented rosters, for the example and the benchmarks.

use std::io::{self, Read, Write};
use std::path::Path;

use rust_xlsxwriter::{Workbook, XlsxError};

/// What a roster is like. The same shape gives the same bytes.
#[derive(clap::Args)]
pub struct Shape {
    /// How many handsets
    #[arg(long, default_value_t = 100_000)]
    pub rows: u64,

    /// How many handsets on one base
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=8000))]
    pub per_base: u64,

    /// Another seed, another roster
    #[arg(long, default_value_t = 1)]
    pub seed: u64,

    /// Put a fault into every row, one kind after the other
    #[arg(long)]
    pub faulty: bool,
}

impl Shape {
    /// Writes the roster as CSV.
    ///
    /// # Errors
    /// When it cannot be written, or there are not enough MACs for so many bases.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        if self.rows.div_ceil(self.per_base) > Bases::COUNT {
            let what = format!("more than {} bases asked for", Bases::COUNT);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        let mut random = Random(self.seed);
        let mut ipuis = Ipuis::starting_at(random.next());
        let mut bases = Bases::starting_at(random.next());
        let mut row = Row::default();

        writeln!(out, "extension,password,display_name,ipui,base_mac")?;
        for number in 0..self.rows {
            let on_base = number % self.per_base;
            if on_base == 0 {
                row.base_mac = format!("7C2F80{:06X}", bases.next());
            }
            row.extension = format!("{}", 2000 + on_base);
            row.password = password(&mut random);
            row.ipui = format!("{:010X}", ipuis.next());
            row.first_name = random.pick(FIRST_NAMES);
            row.last_name = random.pick(LAST_NAMES);
            if self.faulty {
                row.clone().spoil(number).write(&mut out)?;
            } else {
                row.write(&mut out)?;
            }
        }
        out.flush()
    }
}

/// Saves a CSV roster as a workbook, all its cells text, as Excel does: each text stands once, in a
/// table that the cells refer to.
///
/// # Errors
/// When the roster is no CSV, has more rows than a sheet, or the workbook cannot be written.
pub fn save_workbook(csv: impl Read, path: &Path) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_low_memory()?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv);
    for (row, record) in (0..).zip(reader.records()) {
        let record = record.map_err(io::Error::from)?;
        for (column, text) in (0..).zip(&record) {
            sheet.write_string(row, column, text)?;
        }
    }
    workbook.save(path)
}

#[derive(Clone, Default)]
struct Row {
    extension: String,
    password: String,
    first_name: &'static str,
    last_name: &'static str,
    ipui: String,
    base_mac: String,
}

impl Row {
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let Row {
            extension,
            password,
            first_name,
            last_name,
            ipui,
            base_mac,
        } = self;
        writeln!(
            out,
            "{extension},{password},{first_name} {last_name},{ipui},{base_mac}"
        )
    }

    /// The kinds of fault take turns, so a roster of ten rows has them all.
    fn spoil(mut self, number: u64) -> Self {
        match number % 10 {
            0 => self.ipui.replace_range(..1, "1"),
            1 => self.ipui.replace_range(..1, "O"),
            2 => self.ipui.push('0'),
            3 => self.ipui = String::from("10727 0304537 4"),
            4 => self.ipui = String::from("0000000000"),
            5 => self.password.clear(),
            6 => self.password = format!("\"{}\"\"\"", self.password),
            7 => self.extension.clear(),
            8 => self.base_mac = self.base_mac.replace("7C2F80", "7C2F8"),
            _ => self.base_mac = self.base_mac.replace("7C2F80", "7D2F80"),
        }
        self
    }
}

/// Knuth's MMIX generator: enough for invented data, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // The lower bits of such a generator repeat soon.
        self.0 >> 32
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let index = usize::try_from(self.next()).unwrap_or_default() % from.len();
        from[index]
    }
}

/// Thirty-six bits, each value once: a generator of full period is its own memory.
struct Ipuis(u64);

impl Ipuis {
    const MASK: u64 = (1 << 36) - 1;

    fn starting_at(value: u64) -> Self {
        Self(value & Self::MASK)
    }

    fn next(&mut self) -> u64 {
        loop {
            self.0 = self
                .0
                .wrapping_mul(25_214_903_917)
                .wrapping_add(11_400_714_819)
                & Self::MASK;
            // All zeros would de-register.
            if self.0 != 0 {
                return self.0;
            }
        }
    }
}

/// The lower half of a MAC: five digits, each value once, and a digit that checks them.
struct Bases(u64);

impl Bases {
    const COUNT: u64 = 1 << 20;

    fn starting_at(value: u64) -> Self {
        Self(value % Self::COUNT)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) % Self::COUNT;
        // Odd weights: any one digit changed changes the check digit too.
        let check = (0..5)
            .map(|digit| (2 * digit + 1) * (self.0 >> (4 * digit) & 0xF))
            .sum::<u64>();
        self.0 << 4 | check & 0xF
    }
}

fn password(random: &mut Random) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_.!";
    (0..12).map(|_| char::from(random.pick(ALPHABET))).collect()
}

const FIRST_NAMES: &[&str] = &[
    "Ada",
    "Björn",
    "Chloé",
    "Dörte",
    "Enno",
    "Françoise",
    "Götz",
    "Hanneke",
    "Iñaki",
    "Jürgen",
    "Käthe",
    "Loïc",
    "Mårten",
    "Noor",
    "Óscar",
    "Pia",
    "Quirin",
    "Renée",
    "Sören",
    "Tünde",
    "Ute",
    "Vroni",
    "Werkstatt &",
    "Lager &",
    "Zoë",
];

const LAST_NAMES: &[&str] = &[
    "Ahornblatt",
    "Bächle",
    "Château",
    "Dunkelgrün",
    "Eschenlohe",
    "Flößer",
    "Grünspecht",
    "Hübschmann",
    "Iltis",
    "Jägerzaun",
    "Kühlwein",
    "Löwenzahn",
    "Mühlrad",
    "Nußknacker",
    "Öhrchen",
    "Pfützner",
    "Quäck",
    "Rübezahl",
    "Süßkind",
    "Türmer",
    "Übelacker",
    "Versand",
    "Wörnitz",
    "Zäpfchen",
];
