//! A provisioning file as roxmltree reads it: nothing of the program's own reader has a part in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What a provisioning file says.
pub struct Provisioning {
    /// Every `SYMB_ITEM` by its id.
    pub items: BTreeMap<String, String>,
    /// Every other element below `Provider` by its name.
    pub others: BTreeMap<String, String>,
}

impl Provisioning {
    /// Reads a file, in the encoding that it declares. No item may be there twice.
    #[track_caller]
    pub fn read(bytes: &[u8]) -> Self {
        let text = decode(bytes);
        let document = roxmltree::Document::parse(&text).unwrap();
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "ProviderFrame");
        let provider = root.first_element_child().unwrap();
        assert_eq!(provider.tag_name().name(), "Provider");
        let mut items = BTreeMap::new();
        let mut others = BTreeMap::new();
        for element in provider.children().filter(roxmltree::Node::is_element) {
            let name = element.tag_name().name();
            let value = element.attribute("value").unwrap().to_owned();
            let before = if name == "SYMB_ITEM" {
                assert_eq!(element.attribute("class"), Some("symb_item"));
                items.insert(element.attribute("ID").unwrap().to_owned(), value)
            } else {
                others.insert(name.to_owned(), value)
            };
            assert_eq!(before, None, "{element:?} is there twice");
        }
        Self { items, others }
    }

    /// The value of an item, with its inner quotes where it is a text.
    #[track_caller]
    pub fn item(&self, id: &str) -> &str {
        self.items
            .get(id)
            .unwrap_or_else(|| panic!("{id} is missing"))
    }

    /// An item of the account at an index.
    #[track_caller]
    pub fn account(&self, index: usize, item: &str) -> &str {
        self.item(&format!("BS_VOIP_Data.astVoipAccounts[{index}].{item}"))
    }

    /// The handset at an index, where the file speaks of one.
    pub fn handset(&self, index: usize) -> Option<&str> {
        let id = format!("BS_Accounts.astAccounts[{index}].aucHandsetCode[0]");
        self.items.get(&id).map(String::as_str)
    }

    /// The extensions by index.
    pub fn extensions(&self) -> Vec<(usize, &str)> {
        let id = |index| format!("BS_VOIP_Data.astVoipAccounts[{index}].aucS_SIP_USER_ID[0]");
        (0..100)
            .filter_map(|index| Some((index, self.items.get(&id(index))?.trim_matches('"'))))
            .collect()
    }
}

/// The items of a file by their id, whatever else is in it. No item may be there twice.
#[track_caller]
pub fn items(bytes: &[u8]) -> BTreeMap<String, String> {
    let text = decode(bytes);
    let document = roxmltree::Document::parse(&text).unwrap();
    let mut items = BTreeMap::new();
    for element in document.descendants() {
        let attribute = |name| element.attribute(name).map(str::to_owned);
        if let (Some(id), Some(value)) = (attribute("ID"), attribute("value")) {
            assert_eq!(items.insert(id.clone(), value), None, "{id} is there twice");
        }
    }
    items
}

/// The items of a provisioning file by id, and its elements with a value by name. A file made by the
/// program has none twice.
pub fn every_value(bytes: &[u8]) -> BTreeMap<String, String> {
    let text = decode(bytes);
    let document = roxmltree::Document::parse(&text).unwrap();
    let mut items = BTreeMap::new();
    for node in document.descendants() {
        let Some(value) = node.attribute("value") else {
            continue;
        };
        let name = node.attribute("ID").unwrap_or(node.tag_name().name());
        let before = items.insert(name.to_owned(), value.to_owned());
        assert_eq!(before, None, "{name} is there twice");
    }
    items
}

/// The items of a base's file in a directory.
pub fn items_of(directory: &Path, mac: &str) -> BTreeMap<String, String> {
    every_value(&fs::read(directory.join(format!("{mac}.xml"))).unwrap())
}

/// Five bytes as the device spells them.
pub fn device_bytes(ipui: &str) -> String {
    let bytes = (0..5).map(|byte| format!("0x{}", &ipui[2 * byte..2 * byte + 2]));
    bytes.collect::<Vec<_>>().join(",")
}

/// The handsets of a base's file, by position from 1: five bytes, zero ones included.
pub fn handsets_of(directory: &Path, mac: &str) -> BTreeMap<usize, String> {
    let of = |(id, value): (String, String)| {
        let index = id.strip_prefix("BS_Accounts.astAccounts[")?;
        let index: usize = index.split(']').next()?.parse().ok()?;
        let bytes = value.split(',').map(|byte| &byte[2..]);
        Some((index + 1, bytes.collect::<String>()))
    };
    items_of(directory, mac)
        .into_iter()
        .filter_map(of)
        .collect()
}

/// The text of a file. ISO-8859-1 is taken at its word: each byte is the character of its number.
fn decode(bytes: &[u8]) -> String {
    let declaration = String::from_utf8_lossy(&bytes[..bytes.len().min(100)]).to_lowercase();
    if declaration.contains("iso-8859-1") {
        bytes.iter().copied().map(char::from).collect()
    } else if declaration.contains("windows-1252") {
        encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned()
    } else {
        String::from_utf8(bytes.to_vec()).unwrap()
    }
}
