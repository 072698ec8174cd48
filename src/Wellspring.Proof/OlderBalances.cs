namespace Wellspring.Proof;

/// <summary>
/// Holds statements of balances against positions that lie too far back to be remembered: the entry before each is
/// read again, and must be the one that the log signed.
/// </summary>
/// <param name="point">The checkpoint that everything was followed to.</param>
internal sealed class OlderBalances(ILogSource source, Checkpoint point)
{
    /// <summary>The first statement that does not say what the log stood at; null where all do.</summary>
    /// <exception cref="LogFaultException">The source does not hand out what was signed.</exception>
    public async Task<LogFaultException?> FindFaultAsync(
        IReadOnlyList<(BalanceStatement Said, long At)> statements, CancellationToken cancellation)
    {
        var known = new Dictionary<long, Standing> { [0] = default };
        var wanted = statements.Select(one => one.Said.Position).Where(position => position > 0).ToHashSet();
        if (wanted.Count > 0)
        {
            await (source.Proves ? AskAsync(wanted, known, cancellation) : ReadAsync(wanted, known, cancellation));
        }

        var wrong = statements.FirstOrDefault(one => known[one.Said.Position] != Standing.Of(one.Said));
        return wrong.Said is null ? null : PublicBooks.BalancesDiffer(wrong.Said, wrong.At);
    }

    private async Task AskAsync(
        IEnumerable<long> wanted, Dictionary<long, Standing> known, CancellationToken cancellation)
    {
        foreach (var position in wanted)
        {
            var index = position - 1;
            var (entry, proof) = await source.InclusionAsync(index, point.Size, cancellation);
            if (!LogProof.Includes(index, point.Size, LogProof.Leaf(entry.Span), proof, point.Root))
            {
                throw new LogFaultException("not-included", index,
                    $"日志再次给出的第 {index} 条不是它签名的那一条。",
                    $"Entry {index}, handed out again, is not the one that the log signed.");
            }

            known[position] = PublicBooks.StandingAfter(entry, index);
        }
    }

    // What proves nothing is read from its start once more, and must come to the same root.
    private async Task ReadAsync(
        HashSet<long> wanted, Dictionary<long, Standing> known, CancellationToken cancellation)
    {
        var frontier = new LogFrontier();
        await foreach (var entry in source.EntriesAsync(0, point.Size, cancellation))
        {
            frontier.Add(LogProof.Leaf(entry.Span));
            if (wanted.Contains(frontier.Size))
            {
                known[frontier.Size] = PublicBooks.StandingAfter(entry, frontier.Size - 1);
            }
        }

        if (frontier.Size != point.Size || frontier.Root != point.Root)
        {
            throw new LogFaultException("entries-differ", point.Size,
                "日志再次给出的内容算不出它签名的根。", "The entries, handed out again, do not make the root that was signed.");
        }
    }
}

/// <summary>What a log stood at: money, points, splits.</summary>
public readonly record struct Standing(long Pool, long Circulating, int Scale)
{
    internal static Standing Of(BalanceStatement said) => new(said.Pool, said.Circulating, said.Scale);

    internal static Standing Of(PublicFigures figures) => new(figures.Pool, figures.Circulating, figures.Scale);
}
