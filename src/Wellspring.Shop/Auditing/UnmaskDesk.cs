using System.Globalization;
using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Auditing;

/// <summary>What somebody states who wants clear names in a pack; nothing stated asks for nothing.</summary>
public sealed record UnmaskRequest(string? Document, string? Scope, string? By, string? Approver)
{
    public bool IsAsked => Document is not null || Scope is not null || By is not null || Approver is not null;
}

/// <summary>
/// Lets a pack be unmasked 解除遮盖 only on an authority's document, for stated exports, by two different verified
/// people; it stands in the audit log before anything is written.
/// </summary>
public static class UnmaskDesk
{
    private const int MostText = 100;

    public static (Unmasking? Unmasked, Bilingual? Mistake) Approve(
        ShopDatabase? database, UnmaskRequest asked, TimeProvider wall)
    {
        if (database is null)
        {
            return (null, new("这个目录没有商城记录,没有可以解除遮盖的内容。",
                "This directory has no shop records; there is nothing to unmask."));
        }

        if (asked is not { Document: { Length: > 0 and <= MostText } document, Scope: { } scope, By: { } by,
            Approver: { } approver } || document.Any(char.IsControl))
        {
            return (null, new("解除遮盖须写明主管机关文书号、范围、申请人和批准人(四项都要,文书号最多 100 字)。",
                "To unmask, state the authority's document number, the scope, who asks and who approves: all four."));
        }

        if (Numbers(scope) is not { } numbers)
        {
            return (null, new($"范围“{scope}”不对:请写导出编号如 8,12,或 all。",
                $"\"{scope}\" is no scope: write numbers of exports such as 8,12, or all."));
        }

        return database.Write<(Unmasking?, Bilingual?)>(transaction =>
        {
            if (PeopleMistake(transaction, by, approver) is { } mistake)
            {
                return (null, mistake);
            }

            Audit.Note(transaction, Instant.From(wall.GetUtcNow()), approver, "audit.unmasked", by,
                $"document {document}; exports {scope}");
            return (new(document, numbers, by, approver), null);
        });
    }

    private static Bilingual? PeopleMistake(ShopReader reader, string by, string approver)
    {
        string[] may = [Roles.Admin, Roles.Risk];
        var people = new[] { by, approver }.Select(id => StaffBook.Find(reader, id)).ToList();
        if (people.Any(person => person is not { IsActive: true, VerifiedIdentity: not null } || !person.MayAny(may)))
        {
            return new("申请人和批准人都须是在职、身份已核验的管理员或风控。",
                "Both people must be active, with a verified identity, and admin or risk.");
        }

        return people[0]!.VerifiedIdentity == people[1]!.VerifiedIdentity
            ? new("申请人和批准人须是两个不同的人。", "Who asks and who approves must be two different people.")
            : null;
    }

    private static List<int>? Numbers(string scope)
    {
        if (scope == "all")
        {
            return [];
        }

        var numbers = new List<int>();
        foreach (var part in scope.Split(','))
        {
            if (!int.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || AuditExports.All.All(export => export.Number != number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers.Distinct().Order()];
    }
}
