using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Server.Access;
using Wellspring.Shop.Access;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Legacy.Files;
using Wellspring.Shop.Pools;
using Wellspring.Storage;

namespace Wellspring.Server.Api;

/// <summary><c>/v1/legacy</c>: old debts, what became of them, their import. The totals are for everybody.</summary>
internal static class LegacyResource
{
    private const string ClaimList = "claims";
    private const string ReleaseList = "releases";
    private const int BodyLimit = 4 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var legacy = routes.MapGroup("/legacy").WithTags("legacy");
        legacy.MapGet("", TotalsAsync).AllowAnonymous().Fails(404)
            .WithSummary("What is owed to creditors of an old platform, and what became of it; anybody may ask.");
        legacy.MapGet("/creditors/{member}", CreditorAsync).Fails(404).RequireAuthorization(ApiPolicies.MemberOrKey)
            .WithSummary("One creditor's claim, coins and points, exact, between two commands.");
        legacy.MapGet("/claims", ClaimsAsync).RequireAuthorization(Policies.Scope(Scopes.ReadMembers))
            .WithSummary("Registered claims, oldest first; of one creditor or state.");
        legacy.MapGet("/releases", ReleasesAsync).RequireAuthorization(Policies.Scope(Scopes.ReadPool))
            .WithSummary("Days on which locked points were released, newest first.");
        legacy.MapPost("/claims/import", ImportAsync).Fails(404, 413, 415, 422)
            .RequireAuthorization(Policies.Scope(Scopes.WriteCommands))
            .WithSummary("Registers the claims of a CSV, or says what is wrong with it; dryRun only says.")
            .WithDescription("The body is text/csv as docs/formats/claims.md describes it, at most 4 MB. The same file "
                + "again changes nothing; one with a mistake registers nothing.");
    }

    private static async Task<Results<Ok<LegacyAnswer>, Problem>> TotalsAsync(
        PoolGate gate, Freshness fresh, CancellationToken cancellation, long? after = null) =>
        await fresh.WaitForPoolAsync(after, cancellation) is { } late ? late
        : await gate.ReadAsync(LegacyAnswer.Of, cancellation) is { } found ? TypedResults.Ok(found)
        : Off();

    private static async Task<Results<Ok<CreditorAnswer>, Problem>> CreditorAsync(
        string member, PoolGate gate, Freshness fresh, CancellationToken cancellation, long? after = null) =>
        await fresh.WaitForPoolAsync(after, cancellation) is { } late ? late
        : await gate.ReadAsync(desk => CreditorAnswer.Of(desk, member), cancellation) is { } found
            ? TypedResults.Ok(found)
        : Problem.NotFound("这位会员没有登记债权；请核对编号。", "No claim is registered for this member; check the id.");

    private static async Task<Results<Ok<PageAnswer<ClaimAnswer>>, Problem>> ClaimsAsync(
        PoolGate gate, Freshness fresh, CancellationToken cancellation, string? member = null, string? state = null,
        string? cursor = null, int? limit = null, long? after = null)
    {
        var place = new long[1];
        if (Cursor.Read(ClaimList, cursor, limit, place, out var isFirst) is { } wrong)
        {
            return wrong;
        }

        if (await fresh.WaitForPoolAsync(after, cancellation) is { } late)
        {
            return late;
        }

        var (size, skip) = (limit ?? Cursor.DefaultLimit, isFirst ? 0 : place[0]);
        var items = await gate.ReadAsync(
            desk => Wanted(desk, member, state).Skip((int)skip).Take(size + 1)
                .Select(claim => ClaimAnswer.Of(desk, claim)).ToList(),
            cancellation);
        var next = items.Count > size ? Cursor.Of(ClaimList, skip + size) : null;
        return TypedResults.Ok(new PageAnswer<ClaimAnswer>([.. items.Take(size)], next));
    }

    // Claims keep the order they were registered in, so a count is a place.
    private static IEnumerable<Claim> Wanted(PoolDesk desk, string? member, string? state)
    {
        var number = member is null ? MemberNumber.None : ApiNames.Find(desk, member);
        return desk.Pool.Claims().Where(claim => (member is null || claim.Member == number)
            && (state is null || claim.State.Code() == state));
    }

    private static async Task<Results<Ok<PageAnswer<ReleaseDayAnswer>>, Problem>> ReleasesAsync(
        ViewStore views, Freshness fresh, CancellationToken cancellation, string? cursor = null, int? limit = null,
        long? after = null)
    {
        var place = new long[1];
        if (Cursor.Read(ReleaseList, cursor, limit, place, out var isFirst) is { } wrong)
        {
            return wrong;
        }

        if (await fresh.WaitAsync(after, cancellation) is { } late)
        {
            return late;
        }

        var size = limit ?? Cursor.DefaultLimit;
        var rows = views.Reader.Legacy.ReleaseDays(size + 1, isFirst ? long.MaxValue : place[0]);
        var next = rows.Count > size ? Cursor.Of(ReleaseList, rows[size - 1].Day) : null;
        return TypedResults.Ok(
            new PageAnswer<ReleaseDayAnswer>([.. rows.Take(size).Select(ReleaseDayAnswer.Of)], next));
    }

    private static async Task<Results<Ok<ImportAnswer>, Problem>> ImportAsync(
        HttpContext http, ClaimImports imports, PoolGate gate, CancellationToken cancellation, bool dryRun = false)
    {
        if (http.Request.ContentType is not { } type
            || !type.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase))
        {
            return new Problem(StatusCodes.Status415UnsupportedMediaType, "content-type", new(
                "不支持这种内容类型；请以 text/csv 发送债权文件，一次至多 4 MB。",
                "This content type is not taken; send the file of claims as text/csv, at most 4 MB at a time."));
        }

        if (gate.Plan.Legacy is null)
        {
            return Off();
        }

        var (text, problem) = await Bodies.ReadTextAsync(http, BodyLimit);
        if (problem is not null)
        {
            return problem;
        }

        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var report = dryRun
            ? await imports.DryRunAsync(file, null, cancellation)
            : await imports.RunAsync(
                file, "api.csv", http.User.FindFirst(Claims.Subject)?.Value ?? "api", null, cancellation);
        return dryRun || report.IsClean
            ? TypedResults.Ok(ImportAnswer.Of(report, dryRun))
            : Refused(report);
    }

    private static Problem Refused(ImportReport report)
    {
        var first = report.Problems.First();
        return new(StatusCodes.Status422UnprocessableEntity, "bad-rows", new(
            $"文件有 {report.ProblemCount} 处要改，什么都没有登记；第 {first.Line} 行，{first.Sentence.Zh} 全部问题请用 dryRun=true 查看。",
            $"The file has {report.ProblemCount} mistakes and nothing was registered; line {first.Line}, "
            + $"{first.Sentence.En} dryRun=true lists all of them."))
        {
            Place = $"line {first.Line}",
        };
    }

    private static Problem Off() => Problem.Of(Refusal.LegacyOff) with { Status = StatusCodes.Status404NotFound };
}

/// <summary>Old debts in all; amounts in yuan.</summary>
/// <param name="Claimed">settledByGoods + coins + unconverted + settledByProceeds + waived, to the unit.</param>
/// <param name="Open">unconverted + coins: what is still owed.</param>
/// <param name="Disputed">A part of unconverted that cannot be converted.</param>
/// <param name="Fund">The operator's own money that is free for coin orders.</param>
/// <param name="FundHeld">What coin orders before finality hold of it.</param>
/// <param name="Deposits">What the operator put into the pool for creditors' points.</param>
/// <param name="LockedPoints">In <c>scale</c>.</param>
/// <param name="Allowance">What releases may still unlock by the plan's rule.</param>
internal sealed record LegacyAnswer(
    long Position, long Creditors, long Consented, string Claimed, string Open, string Disputed, string Unconverted,
    string Coins, string SettledByGoods, string SettledByProceeds, string Waived, string Fund, string FundHeld,
    string Deposits, string LockedPoints, int Scale, string LockedValue, string Allowance, bool ReleasesStopped)
{
    public static LegacyAnswer? Of(PoolDesk desk) => desk.Pool.Legacy is not { } it ? null : new(
        desk.Position, it.Creditors, it.Consented, it.Claimed.ToString(), it.Open.ToString(), it.Disputed.ToString(),
        it.Unconverted.ToString(), it.Coins.ToString(), it.SettledByGoods.ToString(),
        it.SettledByProceeds.ToString(), it.Waived.ToString(), it.Fund.ToString(), it.FundHeld.ToString(),
        it.Deposits.ToString(), it.Locked.ToString(), desk.Pool.Backing.Scale, it.LockedValue.ToString(),
        it.Allowance.ToString(), it.IsStopped);
}

/// <summary>What one creditor is owed, has got and holds.</summary>
/// <param name="Since">The day of the oldest claim.</param>
/// <param name="Answer">yes, no or later; null while the offer was not answered, which is no yes.</param>
/// <param name="Offer">SHA-256 of the offer that was answered.</param>
/// <param name="CoinRate">Yuan of goods for one coin, as agreed.</param>
/// <param name="BreakEven">Goods received + proceeds + released value reach the claim.</param>
internal sealed record CreditorAnswer(
    string Member, long Position, string Claimed, string Disputed, string Unconverted, string Coins, string CoinsHeld,
    string SettledByGoods, string SettledByProceeds, string Waived, string LockedPoints, string LockedValue,
    string LockedBasis, string FreedPoints, string FreedValue, int Scale, string Since, string? Answer, string? Offer,
    string? AnsweredAt, string CoinRate, bool ProceedsReduceClaim, bool CanRevoke, bool BreakEven,
    IReadOnlyList<ClaimAnswer> Claims)
{
    public static CreditorAnswer? Of(PoolDesk desk, string name)
    {
        var number = ApiNames.Find(desk, name);
        return desk.Pool.Creditor(number) is not { } it ? null : new(
            name, desk.Position, it.Claimed.ToString(), it.Disputed.ToString(), it.Unconverted.ToString(),
            it.Coins.ToString(), it.CoinsHeld.ToString(), it.SettledByGoods.ToString(),
            it.SettledByProceeds.ToString(), it.Waived.ToString(), it.Locked.ToString(), it.LockedValue.ToString(),
            it.LockedBasis.ToString(), it.Freed.ToString(), it.FreedValue.ToString(), desk.Pool.Backing.Scale,
            ClaimAnswer.DayOf(it.Since), it.Answer?.Code(), it.Offer, it.AnsweredAt?.ToString(),
            it.CoinRate.ToString(), it.ProceedsReduceClaim, it.CanRevoke, it.BreakEven,
            [.. desk.Pool.Claims().Where(claim => claim.Member == number)
                .Select(claim => ClaimAnswer.Of(desk, claim))]);
    }
}

/// <summary>One registered claim.</summary>
/// <param name="Kind">cash, old-points or goods.</param>
/// <param name="State">open, disputed or withdrawn.</param>
/// <param name="Evidence">SHA-256 of the document that proves it.</param>
internal sealed record ClaimAnswer(
    string Claim, string Member, string Kind, string Amount, string? Quantity, string? UnitValue, string Since,
    string Evidence, string Origin, string State)
{
    public static ClaimAnswer Of(PoolDesk desk, Claim claim) => new(
        claim.Id, desk.Names.NameOf(claim.Member), claim.Kind.Code(), claim.Amount.ToString(),
        claim.Quantity?.ToString(), claim.UnitValue?.ToString(), DayOf(claim.Since), claim.Evidence, claim.Origin,
        claim.State.Code());

    public static string DayOf(long day) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)day)
        .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One day's release of locked points, in <c>scale</c>.</summary>
/// <param name="Budget">The most that the day could release.</param>
/// <param name="Allowance">Yuan that the rule has left over for the days after.</param>
internal sealed record ReleaseDayAnswer(
    string Day, long Position, string Budget, string Released, long Creditors, int Scale, PriceAnswer? Price,
    string Allowance)
{
    public static ReleaseDayAnswer Of(ReleaseDayRow row) => new(
        ClaimAnswer.DayOf(row.Day), row.Position, row.Budget.ToString(), row.Released.ToString(), row.Creditors,
        row.Scale, PriceAnswer.Of(new(row.PriceMoney, row.PricePoints)), row.Allowance.ToString());
}

/// <summary>Claims and their sum in yuan.</summary>
internal sealed record ClaimSumAnswer(long Claims, string Amount)
{
    public static ClaimSumAnswer Of(ClaimSum sum) => new(sum.Claims, sum.Amount.ToString());
}

/// <summary>Something to mend in a row.</summary>
internal sealed record RowAnswer(long Line, string Code, string Zh, string En);

/// <summary>What an import did, or a dry run would do; a file with a mistake registers nothing.</summary>
/// <param name="File">SHA-256 of what was sent.</param>
/// <param name="Known">Registered before in the same words.</param>
/// <param name="Problems">The first of them, by line.</param>
internal sealed record ImportAnswer(
    bool DryRun, string File, long Rows, ClaimSumAnswer New, ClaimSumAnswer Known, ClaimSumAnswer Rejected,
    long Unreadable, long Creditors, long CreditorsWithSeveralClaims, ClaimSumAnswer Registered, long Refused,
    string ClaimedBefore, long ProblemCount, IReadOnlyList<RowAnswer> Problems)
{
    private const int MostProblems = 200;

    public static ImportAnswer Of(ImportReport report, bool dryRun) => new(
        dryRun, report.File.Hash, report.File.Rows, ClaimSumAnswer.Of(report.New), ClaimSumAnswer.Of(report.Known),
        ClaimSumAnswer.Of(report.File.Rejected), report.File.Unreadable, report.File.ByCreditor.Count,
        report.File.SeveralClaims.Count, ClaimSumAnswer.Of(report.Done), report.Refused, report.Before.ToString(),
        report.ProblemCount,
        [.. report.Problems.Take(MostProblems).Select(one => new RowAnswer(
            one.Line, one.Code, one.Sentence.Zh, one.Sentence.En))]);
}
