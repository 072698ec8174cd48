namespace Wellspring.Core.Pools;

/// <summary>
/// When each member's points were settled, oldest first; kept only where a minimum holding time asks for it.
/// </summary>
internal sealed class Ages(bool kept)
{
    /// <summary>Points of one order, in the scale they were settled in.</summary>
    internal readonly record struct Lot(string Order, Instant Settled, Points Points, int Scale)
    {
        public Points At(int scale) => Points.FromUnits(Points.Units * Decimals.PowerOfTen(scale - Scale));

        public Lot Less(Points points, int scale) => this with { Points = At(scale) - points, Scale = scale };
    }

    /// <summary>Stands in the place of an order for points that were released; no order is called so.</summary>
    public const string Released = "~released";

    public SortedDictionary<int, List<Lot>> ByMember { get; } = [];

    public bool IsKept { get; private set; } = kept;

    /// <summary>From now on: a later plan asks for a holding time.</summary>
    public void Keep() => IsKept = true;

    public void Add(MemberNumber member, Lot lot)
    {
        if (IsKept && lot.Points > Points.Zero)
        {
            (ByMember.TryGetValue((int)member.Value, out var lots) ? lots : ByMember[(int)member.Value] = []).Add(lot);
        }
    }

    /// <summary>Points held at least since <paramref name="settledBy"/>, in the present scale.</summary>
    public Points HeldSince(MemberNumber member, Instant settledBy, int scale)
    {
        var sum = Points.Zero;
        foreach (var lot in ByMember.GetValueOrDefault((int)member.Value) ?? [])
        {
            sum += lot.Settled <= settledBy ? lot.At(scale) : Points.Zero;
        }

        return sum;
    }

    /// <summary>Takes points out, oldest first.</summary>
    public void TakeOldest(MemberNumber member, Points points, int scale) => Take(member, points, scale, index: 0);

    /// <summary>Takes the points of one order out first, then the newest.</summary>
    public void TakeOf(MemberNumber member, string order, Points points, int scale)
    {
        if (!IsKept || points == Points.Zero || !ByMember.TryGetValue((int)member.Value, out var lots))
        {
            return;
        }

        var own = lots.FindIndex(lot => lot.Order == order);

        // What was settled before ages were kept stands in one lot without a name, and is the oldest.
        own = own < 0 && lots[0].Order.Length == 0 ? 0 : own;
        if (own >= 0)
        {
            var part = lots[own].At(scale).AtMost(points);
            lots[own] = lots[own].Less(part, scale);
            points -= part;
            lots.RemoveAll(lot => lot.Points == Points.Zero);
        }

        Take(member, points, scale, index: ^1);
    }

    public void Forget(MemberNumber member) => ByMember.Remove((int)member.Value);

    private void Take(MemberNumber member, Points points, int scale, Index index)
    {
        if (!IsKept || !ByMember.TryGetValue((int)member.Value, out var lots))
        {
            return;
        }

        while (points > Points.Zero)
        {
            Invariant.Require(lots.Count > 0, "ages add up to the points held");
            var part = lots[index].At(scale).AtMost(points);
            points -= part;
            lots[index] = lots[index].Less(part, scale);
            if (lots[index].Points == Points.Zero)
            {
                lots.RemoveAt(index.GetOffset(lots.Count));
            }
        }

        if (lots.Count == 0)
        {
            ByMember.Remove((int)member.Value);
        }
    }
}
