using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Proof;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Proofs;

namespace Wellspring.Server.Proofs;

/// <summary>A member's own proof: the page that checks it in the browser, and the file to take home.</summary>
internal static class ProofPages
{
    private const int FewDays = BalanceBook.DaysKept;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("").RequireAuthorization(Policies.Member)
            .AddEndpointFilter(Members.RulesPages.AskFirstAsync);
        own.MapGet("/proof", ShowAsync);
        own.MapGet("/proof/file.json", FileAsync);
    }

    private static async Task<IResult> ShowAsync(
        Visitor visitor, BalanceBook book, PoolGate gate, AttestationBook bank, IProvesRecords log,
        CancellationToken cancellation)
    {
        var number = await NumberOfAsync(visitor, gate, cancellation);
        var newest = book.Days(1) is [var day, ..] ? day : null;
        var (proof, record) = await NewestAsync(book, log, number, cancellation);
        return Page.Of<ProofPage>(new ProofModel(
            number, newest, proof, record, proof is null ? Money.Zero : ValueOf(proof), bank.Standing(),
            log.Witnesses()));
    }

    private static async Task<IResult> FileAsync(
        Visitor visitor, BalanceBook book, PoolGate gate, IProvesRecords log, CancellationToken cancellation)
    {
        var number = await NumberOfAsync(visitor, gate, cancellation);
        var (proof, record) = await NewestAsync(book, log, number, cancellation);
        return proof is null || record is null
            ? TypedResults.NotFound()
            : TypedResults.File(
                Encoding.UTF8.GetBytes(FileOf(proof, record).ToString()), "application/json",
                $"wellspring-proof-{proof.Day.Day}.json");
    }

    /// <summary>The newest day that can be proved to this member, and its place in the log.</summary>
    private static async Task<(BalanceProof? Proof, RecordProof? Record)> NewestAsync(
        BalanceBook book, IProvesRecords log, MemberNumber number, CancellationToken cancellation)
    {
        foreach (var day in book.Days(FewDays).Where(day => day.Index is not null))
        {
            if (book.Prove(day.Day, number) is { } proof
                && await log.ProveAsync(day.Index!.Value, cancellation) is { } record)
            {
                return (proof, record);
            }
        }

        return (null, null);
    }

    private static MemberProof FileOf(BalanceProof proof, RecordProof record) => new(
        record.Origin, proof.Day.Day, proof.Member, proof.Salt, proof.Balances, proof.Place, proof.Path,
        proof.Statement, proof.Day.Index!.Value, record.Entry, record.Inclusion, record.Checkpoint, record.Key);

    // At the price of that position: the money of the pool over the points on it, rounded down.
    private static Money ValueOf(BalanceProof proof) => proof.Statement.Circulating == 0
        ? Money.Zero
        : Money.FromUnits(Exact.MulDiv(
            proof.Balances.Points, proof.Statement.Pool, proof.Statement.Circulating, Rounding.Down));

    private static Task<MemberNumber> NumberOfAsync(
        Visitor visitor, PoolGate gate, CancellationToken cancellation)
    {
        var member = visitor.Member;
        return gate.ReadAsync(desk => desk.Names.Find(member), cancellation);
    }
}

/// <summary>Proves that a record stands in the pool's public log.</summary>
internal interface IProvesRecords
{
    /// <summary>Null while the record is not yet under a signed checkpoint.</summary>
    Task<RecordProof?> ProveAsync(long index, CancellationToken cancellation);

    /// <summary>Who outside the platform has signed the log, and how far.</summary>
    IReadOnlyList<WitnessSight> Witnesses();
}

/// <summary>What a witness signed last 见证签名: the log up to so many records.</summary>
public sealed record WitnessSight(string Name, long Size, Instant At);

/// <summary>A public record with its way to a signed checkpoint.</summary>
/// <param name="Key">The log's key, as <see cref="NoteVerifier"/> writes it.</param>
public sealed record RecordProof(
    string Origin, string Entry, ImmutableArray<Digest> Inclusion, string Checkpoint, string Key);

/// <summary>What the page of a member's proof shows.</summary>
/// <param name="Number">None for somebody the pool never heard of.</param>
/// <param name="Newest">The newest day, which may be one that was not published.</param>
/// <param name="Value">What the points were worth at the proved position.</param>
public sealed record ProofModel(
    MemberNumber Number, BalanceDay? Newest, BalanceProof? Proof, RecordProof? Record, Money Value, BankStanding Bank,
    IReadOnlyList<WitnessSight> Witnesses);
