using Wellspring.Shop.Access;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Console;

/// <summary>Hides what says who somebody is from people whose work does not need it.</summary>
internal static class Masks
{
    private const string Stars = "***";

    /// <summary>Operators answer members and risk looks into cases; nobody else needs a name.</summary>
    public static bool MaySeePersons(StaffMember person) =>
        person.MayAny([Roles.Operator, Roles.Risk]) && !person.Roles.Contains(Roles.Auditor);

    /// <summary>
    /// Finance pays people by account and name; it sees these where money goes out, and nowhere else.
    /// </summary>
    public static bool MaySeePayees(StaffMember person) =>
        MaySeePersons(person) || person.Roles.Contains(Roles.Finance);

    public static string Name(string? name) => name is not { Length: > 0 } ? "" : name[..1] + Stars;

    public static string Mail(string? mail) => mail is not { Length: > 0 } ? ""
        : mail.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? mail[..1] + Stars + mail[at..] : Stars;

    public static string Phone(string? phone) => phone is not { Length: > 0 } ? ""
        : phone.Length < 7 ? Stars : phone[..^8] + "****" + phone[^4..];

    public static string Account(string account) => account.Length < 5 ? Stars : Stars + account[^4..];
}
