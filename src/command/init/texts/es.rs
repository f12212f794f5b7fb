use super::Texts;

#[rustfmt::skip] // A pair per line.
pub(super) static TEXTS: Texts = Texts {
    sheets: ["Terminales", "Cuentas", "Bases", "Ejemplo", "Instrucciones"],
    columns: [
        ("Extensión", "El número interno, por ejemplo 201. Los ceros del principio se conservan. En una base cada número solo puede estar una vez."),
        ("Contraseña SIP", "La contraseña SIP de la cuenta, exactamente como está en la centralita. No la arrastre hacia abajo: la última cifra aumentaría."),
        ("Nombre para mostrar", "El nombre que ven los demás, por ejemplo Anna Berg."),
        ("IPUI", "La identidad del terminal: diez caracteres del embalaje, o con *#06# en el terminal, por ejemplo 029E74A599. El IPEI, 12 o 13 cifras como 10727 0304537 3, también vale."),
        ("Base", "La base del terminal: su nombre de la hoja Bases, o su dirección MAC, doce caracteres como 7C2F80123456. No arrastre una dirección MAC hacia abajo: la última cifra aumentaría."),
        ("Usuario SIP", "El nombre con el que la cuenta inicia sesión, si no es la extensión."),
        ("Posición en la base", "El número de la cuenta SIP en la página web de la base, de 1 a 100. Déjelo vacío: cada terminal se queda donde está, y uno nuevo recibe el primer lugar libre."),
        ("Buzón de voz", "El número del buzón de voz, por ejemplo *2."),
        ("Proveedor", "El número del proveedor SIP en la base, contado desde 0. Déjelo vacío para el primero."),
        ("Nombre de la cuenta", "El nombre de la cuenta en las listas de la base, si no es la extensión."),
        ("MAC de la base", "La dirección MAC de la etiqueta de la base (el DECT manager), doce caracteres como 7C2F80123456."),
        ("Nombre de la base", "Un nombre para la base, por ejemplo Oficina central. La hoja Terminales puede usarlo en lugar de la dirección MAC."),
        ("Servidor SIP", "La dirección de la centralita, por ejemplo pbx.example."),
        ("Inicio de la ventana", "Desde cuándo la base acepta terminales nuevos: una fecha como 2027-03-01 08:00, o now (ahora), o none (nunca)."),
        ("Duración de la ventana", "Cuánto tiempo acepta la base terminales nuevos, por ejemplo 20h o 14d; 0 es siempre."),
        ("PIN", "El PIN para registrar un terminal a mano, cuatro cifras como 0000."),
    ],
    required: "Hay que rellenarlo.",
    optional: "Puede quedar vacío.",
    for_registering: "Rellénelo para cada terminal que deba registrarse solo.",
    unless_account: "Rellénelo solo si la hoja Cuentas no tiene una fila para esta extensión.",
    goes_into: "lo que va aquí:",
    refusals: [
        ("Esto no es un IPUI ni un IPEI", "Un IPUI tiene 10 caracteres, 0 a 9 y A a F, como 029E74A599. Un IPEI tiene 12 cifras, o 13 con la de control, como 10727 0304537 3; puede haber una cifra mal. Compárelo con el embalaje, o marque *#06# en el terminal."),
        ("Esto no es una dirección MAC", "Una dirección MAC tiene 12 caracteres, 0 a 9 y A a F, como 7C2F80123456 o 7C:2F:80:12:34:56. Está en la etiqueta de la base."),
        ("Esto no es una posición", "Escriba un número entero de 1 a 100, el de la cuenta SIP en la página web de la base. O deje la celda vacía: el programa encuentra la posición."),
    ],
    instructions: [
        ("", "Una fila por terminal, por cuenta de la centralita y por base, cada una en su hoja. Las columnas con asterisco son obligatorias. Cuentas y Bases pueden quedar vacías: la contraseña y la dirección MAC van entonces en Terminales. Esta hoja y el ejemplo no se leen."),
        ("Copiar", "Pegue solo los valores (Pegado especial, texto sin formato): si no, las columnas dejan de ser texto y se pierden los ceros del principio."),
        ("Más columnas", "Puede añadir columnas propias a la derecha de Terminales, por ejemplo Sala; se conservan. En Bases, una columna propia es un ajuste con ese nombre."),
        ("Comprobar", "dect-roster check ARCHIVO.xlsx --report INFORME.xlsx\nEl informe es este mismo libro, con cada celda errónea marcada."),
        ("Contraseñas", "El archivo rellenado contiene contraseñas: no lo deje donde otros puedan leerlo."),
    ],
};
