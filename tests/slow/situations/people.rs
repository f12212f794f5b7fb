//! The people of the situations, and the short way to write their rows.

/// The bases, by letter. None is like another, so that no situation is about that by accident.
pub const A: &str = "7C2F80123456";
pub const B: &str = "7C2F806E93D2";
pub const C: &str = "0021045B19E8";

/// What one phone is meant to be: what a person reads in the sheet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Phone {
    pub base: String,
    pub extension: String,
    pub login: String,
    pub password: String,
    pub name: String,
    pub mailbox: String,
    /// Ten digits; empty for an account whose handset is registered by hand.
    pub ipui: String,
    /// Where it must be, where that matters.
    pub position: Option<usize>,
    /// The sheet says that it is there, and not what it is: it must stay as it was.
    pub unsure: bool,
}

/// Name, extension, IPUI and base of each person. The first letters are their short names.
const PEOPLE: [(&str, &str, &str, &str); 8] = [
    ("Anna Berg", "201", "029E74A599", A),
    ("Bo Roe", "202", "02B6EC8AA5", A),
    ("Cem Kaya", "203", "0298A1C3D7", A),
    ("Dora Lind", "204", "02A7F05B3C", A),
    ("Emil Novak", "205", "029C1D8E4F", A),
    ("Fay Sand", "206", "02B13C9A7F", B),
    ("Gus Timm", "207", "02AD49B60C", B),
    ("Hal Ude", "208", "02A05FC218", B),
];

/// Every password begins with this, so that one that is shown can be found.
pub const MARK: &str = "kJ7-";

/// The person with this first letter, in small.
pub fn phone(letter: char) -> Phone {
    let of = |(name, ..): &&(&str, &str, &str, &str)| name.to_lowercase().starts_with(letter);
    let &(name, extension, ipui, base) = PEOPLE.iter().find(of).unwrap();
    Phone {
        base: base.into(),
        extension: extension.into(),
        login: extension.into(),
        password: format!("{MARK}{extension}-Qx"),
        name: name.into(),
        mailbox: String::new(),
        ipui: ipui.into(),
        position: None,
        unsure: false,
    }
}

/// People of a large site: the first has the extension `first`.
pub fn crowd(first: usize, count: usize, base: &str) -> Vec<Phone> {
    let member = |number: usize| Phone {
        base: base.into(),
        extension: number.to_string(),
        login: number.to_string(),
        password: format!("{MARK}{number}-Qx"),
        name: format!("Member {number}"),
        mailbox: String::new(),
        ipui: format!("02C{:07X}", (number * 0x9E37_79B1) & 0x0FFF_FFFF),
        position: None,
        unsure: false,
    };
    (first..first + count).map(member).collect()
}

/// Several people by their letters.
pub fn team(letters: &str) -> Vec<Phone> {
    letters.chars().map(phone).collect()
}

impl Phone {
    pub fn extension(mut self, extension: &str) -> Self {
        if self.login == self.extension {
            self.login = extension.into();
        }
        self.extension = extension.into();
        self
    }

    pub fn login(mut self, login: &str) -> Self {
        self.login = login.into();
        self
    }

    pub fn password(mut self, password: &str) -> Self {
        self.password = password.into();
        self
    }

    pub fn name(mut self, name: &str) -> Self {
        self.name = name.into();
        self
    }

    pub fn mailbox(mut self, mailbox: &str) -> Self {
        self.mailbox = mailbox.into();
        self
    }

    pub fn ipui(mut self, ipui: &str) -> Self {
        self.ipui = ipui.into();
        self
    }

    pub fn on(mut self, base: &str) -> Self {
        self.base = base.into();
        self
    }

    pub fn at(mut self, position: usize) -> Self {
        self.position = Some(position);
        self
    }

    pub fn unsure(mut self) -> Self {
        self.unsure = true;
        self
    }

    /// One column of the row, by its letter.
    pub fn cell(&self, column: char) -> String {
        let (first, last) = self.name.split_once(' ').unwrap_or((&self.name, ""));
        match column {
            'e' => self.extension.clone(),
            'p' => self.password.clone(),
            'n' => self.name.clone(),
            'f' => first.into(),
            's' => last.into(),
            'i' => self.ipui.clone(),
            'k' => ipei(&self.ipui),
            'b' => self.base.clone(),
            'l' => self.login.clone(),
            // A login and a mailbox for those who have none of their own.
            'L' => format!("sip-{}", self.extension),
            'V' => format!("*{}", self.extension),
            'v' => self.mailbox.clone(),
            '_' => String::new(),
            other => panic!("there is no column {other}"),
        }
    }

    /// The row with these columns.
    pub fn row(&self, columns: &str, delimiter: &str) -> String {
        let cells: Vec<String> = columns.chars().map(|column| self.cell(column)).collect();
        cells.join(delimiter)
    }
}

/// The header of most rosters.
pub const HEADER: &str = "extension,password,display_name,ipui,base_mac";

/// Puts rows and cells for what braces hold: `{a}` is Anna's row, `{a;epnib}` the same with
/// semicolons and with these columns, `{a:i}` one cell of it, `{H}` the header, `{A}` a base.
pub fn fill(text: &str) -> String {
    let mut filled = String::with_capacity(text.len() * 4);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, behind) = after.split_once('}').unwrap();
        filled.push_str(before);
        filled.push_str(&filling(inside));
        rest = behind;
    }
    filled + rest
}

fn filling(inside: &str) -> String {
    let mut signs = inside.chars();
    let letter = signs.next().unwrap();
    let delimiter = match signs.next() {
        None | Some(':') => ",".to_owned(),
        Some(other) => other.to_string(),
    };
    match (letter, signs.as_str()) {
        ('A', _) => A.into(),
        ('B', _) => B.into(),
        ('C', _) => C.into(),
        ('H', _) => HEADER.replace(',', &delimiter),
        (_, "") => phone(letter).row("epnib", &delimiter),
        (_, columns) => phone(letter).row(columns, &delimiter),
    }
}

/// A roster of these people, as a plain CSV.
pub fn plain(people: &[Phone]) -> String {
    let rows = people.iter().map(|phone| phone.row("epnib", ",") + "\n");
    format!("{HEADER}\n{}", rows.collect::<String>())
}

/// The IPEI of an IPUI, with its check digit: sum of position by digit, modulo 11, and `*` for 10.
pub fn ipei(ipui: &str) -> String {
    let Ok(number) = u64::from_str_radix(ipui, 16) else {
        return String::new();
    };
    let digits = format!("{:05}{:07}", number >> 20, number & 0xF_FFFF);
    let sum: u32 = (1..)
        .zip(digits.bytes())
        .map(|(at, digit)| at * u32::from(digit - b'0'))
        .sum();
    match sum % 11 {
        10 => digits + "*",
        check => format!("{digits}{check}"),
    }
}
