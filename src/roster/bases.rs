//! Tables of bases: what their columns are, and the names that they give to bases.

use std::collections::HashMap;

use super::Table;
use super::aliases::normalise;
use super::header::Header;
use crate::input::Sheet;
use crate::value::{Field, Mac};

/// What a column of a table of bases holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BaseColumn {
    /// The MAC address.
    Mac,
    /// The name by which tables of handsets may call the base.
    Name,
    /// The device.
    Device,
    /// The template.
    Template,
    /// When the registration window opens.
    WindowStart,
    /// How long it stays open.
    WindowDuration,
    /// The PIN for registering by hand.
    Pin,
    /// A setting of this name, for the template.
    Setting(String),
}

/// The names of the columns but for the MAC address, separated by `|`, as [`normalise`] spells them.
const NAMES: [(BaseColumn, &str); 6] = [
    (
        BaseColumn::Name,
        "base|basename|nameofbase|name|basis|basisname|namederbasis|basisstation|standort|site|location|nom\
         |nomdelabase|borne|naam|naambasis|nombre|nombredelabase|nome|nomedellabase|nomedabase|nazwa\
         |nazwabazy|namn|basensnamn",
    ),
    (
        BaseColumn::Device,
        "device|model|devicetype|gerat|modell|geratetyp|appareil|modele|apparaat|toestel|dispositivo|modelo\
         |modello|urzadzenie|enhet",
    ),
    (
        BaseColumn::Template,
        "template|vorlage|sjabloon|plantilla|modelofichero|szablon|mall",
    ),
    (
        BaseColumn::WindowStart,
        "windowstart|registrationwindowstart|anmeldefensterbeginn|anmeldungab|fensterbeginn|\
         debutdelafenetre|beginvanhetvenster|iniciodelaventana|iniziodellafinestra",
    ),
    (
        BaseColumn::WindowDuration,
        "windowduration|registrationwindowduration|anmeldefensterdauer|fensterdauer|\
         dureedelafenetre|duurvanhetvenster|duraciondelaventana|duratadellafinestra",
    ),
    (BaseColumn::Pin, "pin|registrationpin|anmeldepin"),
];

impl BaseColumn {
    /// What the column of this header holds, where it is not the MAC address: the name of a setting in
    /// the form of the config, if it is nothing else.
    fn named(header: &str) -> Self {
        let key = normalise(header);
        let found = NAMES
            .iter()
            .find(|(_, names)| names.split('|').any(|name| name == key));
        found.map_or_else(
            || Self::Setting(setting(header)),
            |(column, _)| column.clone(),
        )
    }
}

/// Whether a header means something about a base that is no setting.
pub(super) fn is_named(header: &str) -> bool {
    !matches!(BaseColumn::named(header.trim()), BaseColumn::Setting(_))
}

/// `SIP-Server` as a setting: `sip_server`. In other languages the words stand the other way round.
fn setting(header: &str) -> String {
    if ["serversip", "serveursip", "servidorsip"].contains(&normalise(header).as_str()) {
        return "sip_server".to_owned();
    }
    let words = header.split(|c: char| c.is_whitespace() || c == '-' || c == '_');
    let words: Vec<_> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("_")
}

impl Table<'_> {
    /// The columns of a table of bases. The first of several that may be the name is it.
    pub(crate) fn base_columns(&self) -> Vec<(u16, BaseColumn)> {
        columns(self.sheet, self.header)
    }

    /// The columns that mean the same as one before them though their values differ: both columns, and
    /// what they mean.
    pub(crate) fn repeated_base_columns(&self) -> Vec<(u16, u16, String)> {
        let mac = self.header.column(Field::BaseMac);
        let header = self.row_of_header();
        let meant = header
            .cells()
            .filter(|(column, cell)| mac != Some(*column) && !cell.text.trim().is_empty())
            .map(|(column, cell)| (column, BaseColumn::named(cell.text.trim())));
        let mut firsts: Vec<(u16, BaseColumn)> = Vec::new();
        let mut repeated = Vec::new();
        for (column, meaning) in meant {
            let first = firsts.iter().find(|(_, known)| *known == meaning);
            let Some((first, meaning)) = first else {
                firsts.push((column, meaning));
                continue;
            };
            if self.differ(*first, column, meaning) {
                let text = header.cell(*first).text.trim();
                repeated.push((*first, column, text.to_owned()));
            }
        }
        repeated
    }

    /// Whether a row has different values in two columns. A setting may be in one of them alone.
    fn differ(&self, first: u16, second: u16, meaning: &BaseColumn) -> bool {
        self.rows().any(|index| {
            let row = self.row(index);
            let [first, second] = [first, second].map(|column| spelling(row.cell(column).text));
            let both = *meaning == BaseColumn::Name || (!first.is_empty() && !second.is_empty());
            both && first != second
        })
    }
}

fn columns(sheet: &Sheet, header: &Header) -> Vec<(u16, BaseColumn)> {
    let mac = header.column(Field::BaseMac);
    let mut named = false;
    let row = sheet.row(header.body - 1);
    let columns = row.cells().map(|(column, cell)| {
        let text = cell.text.trim();
        let meant = match BaseColumn::named(text) {
            _ if mac == Some(column) => BaseColumn::Mac,
            BaseColumn::Name if std::mem::replace(&mut named, true) => {
                BaseColumn::Setting(setting(text))
            }
            meant => meant,
        };
        (column, meant)
    });
    columns.collect()
}

/// The names of bases. A name that two bases have means neither.
#[derive(Debug, Default)]
pub struct Names(HashMap<String, Option<Mac>>);

impl Names {
    /// The base of this name.
    #[must_use]
    pub fn mac(&self, name: &str) -> Option<Mac> {
        self.0.get(&spelling(name)).copied().flatten()
    }

    /// How many names there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The names, as they are compared.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Adds a name; whether it means this base alone.
    pub(crate) fn add(&mut self, name: &str, mac: Mac) -> bool {
        let known = self.0.entry(spelling(name)).or_insert(Some(mac));
        if *known != Some(mac) {
            *known = None;
        }
        known.is_some()
    }
}

/// Names are the same whatever their case and spaces.
pub(crate) fn spelling(name: &str) -> String {
    let words: Vec<_> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// Adds the names of a table, as far as its MAC addresses can be read.
pub(super) fn add_names(sheet: &Sheet, header: &Header, end: usize, names: &mut Names) {
    let columns = columns(sheet, header);
    let column = |wanted: &BaseColumn| columns.iter().find(|(_, found)| found == wanted);
    let (Some((mac, _)), Some((name, _))) = (column(&BaseColumn::Mac), column(&BaseColumn::Name))
    else {
        return;
    };
    for row in (header.body..end).map(|index| sheet.row(index)) {
        let name = row.cell(*name).text.trim();
        if let (false, Ok(mac)) = (name.is_empty(), row.cell(*mac).text.parse()) {
            names.add(name, mac);
        }
    }
}
