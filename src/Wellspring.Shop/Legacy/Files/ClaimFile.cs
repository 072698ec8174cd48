using System.Security.Cryptography;
using Wellspring.Core;
using Wellspring.Core.Legacy;

namespace Wellspring.Shop.Legacy.Files;

/// <summary>What reading a file of claims depends on beside the file.</summary>
/// <param name="Today">The present day; no claim dates from later.</param>
public sealed record ClaimReading(long Today)
{
    /// <summary>The hash of a file of evidence by its name, or null; unset where hashes must be written.</summary>
    public Func<string, string?>? HashOf { get; init; }

    /// <summary>Told how many of how many bytes are read.</summary>
    public Action<long, long> Said { get; init; } = (_, _) => { };
}

/// <summary>A file of claims, read whole and checked 试读: what may be registered, what is wrong, the sums.</summary>
/// <remarks>In = accepted + rejected, in rows; amounts of rows that cannot be read are nobody's.</remarks>
public sealed class ClaimFile
{
    /// <summary>More rows are another file.</summary>
    public const int RowLimit = 1_000_000;

    /// <summary>So many problems are kept; the rest is counted.</summary>
    public const int MostProblems = 1_000;

    private const int ProgressEvery = 5_000;

    private readonly List<ClaimRow> _claims = [];
    private readonly List<RowProblem> _problems = [];
    private readonly Dictionary<string, ClaimRow> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string, Money), ClaimRow> _byEvidence = [];
    private readonly Dictionary<string, ClaimSum> _byCreditor = new(StringComparer.Ordinal);
    private Int128 _total;

    private ClaimFile(string hash) => Hash = hash;

    /// <summary>SHA-256 of the file's bytes.</summary>
    public string Hash { get; }

    /// <summary>Rows below the header.</summary>
    public long Rows { get; private set; }

    /// <summary>The claims that may be registered, in the file's order.</summary>
    public IReadOnlyList<ClaimRow> Claims => _claims;

    public ClaimSum Accepted { get; private set; }

    /// <summary>Rows that are turned down although their amount can be read.</summary>
    public ClaimSum Rejected { get; private set; }

    /// <summary>Rows whose amount cannot be read either.</summary>
    public long Unreadable { get; private set; }

    /// <summary>The first problems, by line.</summary>
    public IReadOnlyList<RowProblem> Problems => _problems;

    public long ProblemCount { get; private set; }

    public IReadOnlyDictionary<string, ClaimSum> ByCreditor => _byCreditor;

    /// <summary>Creditors with more than one claim: lawful, but to be looked at before they are registered.</summary>
    public IReadOnlyList<KeyValuePair<string, ClaimSum>> SeveralClaims => [.. _byCreditor
        .Where(pair => pair.Value.Claims > 1)
        .OrderByDescending(pair => pair.Value.Claims).ThenBy(pair => pair.Key, StringComparer.Ordinal)];

    /// <summary>The sums of what was accepted, by kind.</summary>
    public ClaimSum Of(ClaimKind kind) => _claims.Where(claim => claim.Kind == kind)
        .Aggregate(default(ClaimSum), (sum, claim) => sum + claim.Amount);

    /// <summary>The day of the oldest claim; null where there is none.</summary>
    public long? Oldest => _claims.Count == 0 ? null : _claims.Min(claim => claim.Since);

    public bool IsClean => ProblemCount == 0;

    /// <summary>Reads a file from its beginning; nothing is registered by it.</summary>
    /// <param name="file">Stays the caller's. It must be able to seek.</param>
    public static ClaimFile Read(Stream file, ClaimReading reading, CancellationToken cancellation = default)
    {
        file.Position = 0;
        var read = new ClaimFile(Convert.ToHexStringLower(SHA256.HashData(file)));
        file.Position = 0;
        var (csv, problems) = TableCsv.Open(file, ClaimCells.Columns);
        foreach (var problem in problems)
        {
            read.Note(problem);
        }

        using (csv)
        {
            read.Take(csv, reading, cancellation);
        }

        reading.Said(file.Length, file.Length);
        return read;
    }

    /// <summary>Whether a text looks like a telephone number, a mail address or an identity document.</summary>
    public static bool IsPersonal(string text) => ClaimCells.IsPersonal(text);

    private void Take(TableCsv? csv, ClaimReading reading, CancellationToken cancellation)
    {
        foreach (var row in csv?.Rows() ?? [])
        {
            cancellation.ThrowIfCancellationRequested();
            if (++Rows % ProgressEvery == 0)
            {
                reading.Said(csv!.Position, csv.Length);
            }

            if (Rows > RowLimit)
            {
                Note(new(row.Line, "csv-rows", new(
                    $"文件超过 {RowLimit} 行；请分成几个文件。", $"The file has more than {RowLimit} rows; split it.")));
                return;
            }

            var (claim, problem) = ClaimCells.Read(row, reading);
            if (claim is null)
            {
                Unreadable++;
                Note(problem!);
            }
            else if ((_total += claim.Amount.Units) > Decimals.Limit)
            {
                Unreadable++;
                Note(new(claim.Line, "claim-sum", new(
                    "到本行为止的总额已超过账本能记的上限；请核对金额的位数。",
                    "The sum up to this row is more than the books can hold; check the digits of the amounts.")));
            }
            else if (Twice(claim) is { } twice)
            {
                Rejected += claim.Amount;
                Note(twice);
            }
            else
            {
                Accept(claim);
            }
        }
    }

    private void Accept(ClaimRow claim)
    {
        _claims.Add(claim);
        _byId.Add(claim.Claim, claim);
        _byEvidence.Add((claim.Creditor, claim.Evidence, claim.Amount), claim);
        _byCreditor[claim.Creditor] = _byCreditor.GetValueOrDefault(claim.Creditor) + claim.Amount;
        Accepted += claim.Amount;
    }

    private RowProblem? Twice(ClaimRow claim) =>
        _byId.TryGetValue(claim.Claim, out var first) ? new(claim.Line, "claim-twice", new(
            $"claim：编号“{claim.Claim}”在第 {first.Line} 行已经有了；每笔债权一个编号。",
            $"claim: \"{claim.Claim}\" stands on line {first.Line} already; each claim has an id of its own."))
        : _byEvidence.TryGetValue((claim.Creditor, claim.Evidence, claim.Amount), out first)
            ? new(claim.Line, "claim-same", new(
                $"evidence：与第 {first.Line} 行同一债权人、同一证据、同一金额，像是同一笔债权登记了两次；请删去一行，或换上各自的证据。",
                $"evidence: the same creditor, evidence and amount as on line {first.Line}, which looks like one claim "
                + "twice; remove one or give each its own evidence."))
        : null;

    private void Note(RowProblem problem)
    {
        ProblemCount++;
        if (_problems.Count < MostProblems)
        {
            _problems.Add(problem);
        }
    }
}
