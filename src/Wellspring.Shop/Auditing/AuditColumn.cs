namespace Wellspring.Shop.Auditing;

/// <summary>What a cell of an export holds: how it is written, and what is hidden of it in a masked pack.</summary>
internal enum CellKind
{
    Text,

    /// <summary>Words that people typed: hidden whole.</summary>
    Free,

    /// <summary>A member: always a code, M12 by number in the journal, P-… where the pool knows nobody.</summary>
    Member,

    /// <summary>A name of a person: its first character stays.</summary>
    Name,

    /// <summary>A payee's account: its last four characters stay.</summary>
    Account,

    /// <summary>A telephone, mail or postal address: hidden whole.</summary>
    Contact,

    /// <summary>Somebody who acted: staff and programs by id, members by their code.</summary>
    Actor,
    Time,

    /// <summary>A calendar day, counted from 1970-01-01.</summary>
    Day,
    Money,
    Points,
    Rate,
    Number,
    Flag,
    Hash,

    /// <summary>One JSON value, put as it is into the JSON Lines.</summary>
    Json,
}

/// <summary>One column of an export.</summary>
internal readonly record struct AuditColumn(string Name, CellKind Kind)
{
    /// <summary>Reads a list such as <c>order member:member at:time</c>; without a kind it is text.</summary>
    public static AuditColumn[] List(string columns) =>
    [
        .. columns.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Select(column =>
            column.Split(':') is [var name, var kind]
                ? new AuditColumn(name, Enum.Parse<CellKind>(kind, ignoreCase: true))
                : new AuditColumn(column, CellKind.Text)),
    ];

    /// <summary>Whether a masked pack hides something of it.</summary>
    public bool IsPersonal => Kind is CellKind.Free or CellKind.Name or CellKind.Account or CellKind.Contact;
}
