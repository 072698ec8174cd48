using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Finance;

/// <summary>Duties about personal information that run late: requests nobody answered, leaks nobody told of.</summary>
internal static class PersonalDuties
{
    /// <summary>Each with the id of the request or leak that it is about.</summary>
    public static IEnumerable<(Finding Finding, string Subject)> Late(ShopReader reader, Instant now)
    {
        var requests = reader.All(
            $"SELECT id, opened_at, done_at FROM privacy_requests WHERE done_at IS NULL ORDER BY id",
            row => (Id: row.Text(0), Facts: new PersonalRequestFacts(row.At(1), row.AtOrNull(2), now)));
        var leaks = reader.All(
            $"SELECT id, found_at, authority_at, people_at FROM leaks WHERE closed_at IS NULL ORDER BY id",
            row => (Id: row.Text(0), Facts: new LeakFacts(
                row.At(1), row.AtOrNull(2) is not null, row.AtOrNull(3) is not null)));
        return requests.SelectMany(one => PersonalGuard.Review(one.Facts).Select(found => (found, one.Id)))
            .Concat(leaks.SelectMany(one => PersonalGuard.Review(one.Facts).Select(found => (found, one.Id))));
    }
}
