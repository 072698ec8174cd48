using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>A creditor's place in the order of releases: by age of claim, or by number alone.</summary>
internal readonly record struct ReleaseKey(long Since, int Number) : IComparable<ReleaseKey>
{
    private const long AnyDay = 1L << 40;

    /// <summary>Before everybody and after everybody.</summary>
    public static ReleaseKey First { get; } = new(-AnyDay, 0);

    public static ReleaseKey Last { get; } = new(AnyDay, int.MaxValue);

    public int CompareTo(ReleaseKey other) => Since != other.Since
        ? Since.CompareTo(other.Since)
        : Number.CompareTo(other.Number);
}

/// <summary>Points of one coin order under the rule <c>equal</c>, and the instalments that are still to come.</summary>
internal sealed class ReleaseLot(int number, long day, long period, int instalments, Points left, int scale)
{
    public int Number { get; } = number;

    /// <summary>The calendar day of the next instalment.</summary>
    public long Day { get; private set; } = day;

    /// <summary>Days between instalments.</summary>
    public long Period { get; } = period;

    public int Instalments { get; private set; } = instalments;

    /// <summary>Points whose day has not come, in <see cref="Scale"/>.</summary>
    public Points Left { get; private set; } = left;

    public int Scale { get; private set; } = scale;

    public Points At(int scale) => ReleaseQueue.Rescaled(Left, Scale, scale);

    /// <summary>The next instalment; the last one takes all that is left.</summary>
    public Points Next(int scale) => Instalments == 1 ? At(scale) : Points.FromUnits(At(scale).Units / Instalments);

    /// <summary>Takes the instalment whose day has come.</summary>
    public Points Step(int scale)
    {
        var due = Next(scale);
        (Left, Scale, Day, Instalments) = (At(scale) - due, scale, Day + Period, Instalments - 1);
        return due;
    }

    public void Burn(Points points, int scale) => (Left, Scale) = (At(scale) - points, scale);
}

/// <summary>
/// Who has locked points, in the order in which they are released, and how far the release of the day has come.
/// </summary>
/// <remarks>
/// A run looks only at the creditors who get points: each step finds the next one in O(log n). Under the rule
/// <c>equal</c> the instalments lie in cohorts by day, so that a day touches only what falls due on it.
/// </remarks>
internal sealed class ReleaseQueue
{
    private readonly SortedSet<ReleaseKey> _waiting = [];
    private readonly Dictionary<int, ReleaseKey> _keys = [];
    private readonly SortedDictionary<long, List<ReleaseLot>> _cohorts = [];
    private readonly Dictionary<int, List<ReleaseLot>> _lotsOf = [];
    private readonly Dictionary<int, (Points Points, int Scale)> _due = [];

    /// <summary>Instalments whose day has come and that are still locked, in the present scale.</summary>
    public Points Due { get; private set; }

    /// <summary>The price at the last step of the rule <c>price</c>, in the scale <see cref="StepScale"/>.</summary>
    public Price StepPrice { get; set; }

    public int StepScale { get; set; }

    /// <summary>What the run under way may still release, in the present scale.</summary>
    public Points RunLeft { get; private set; }

    /// <summary>The creditor visited last; by number it carries over to the next day.</summary>
    public ReleaseKey Position { get; private set; } = ReleaseKey.First;

    /// <summary>The last creditor the run may come to.</summary>
    public ReleaseKey End { get; private set; } = ReleaseKey.Last;

    /// <summary>Whether the run has gone round the end and counts from the first again.</summary>
    public bool HasWrapped { get; private set; } = true;

    public bool IsEqual { get; private set; }

    public bool IsByAge { get; private set; } = true;

    public bool HasLots => _cohorts.Count > 0;

    /// <summary>All instalments to come, by day and in the order they were added.</summary>
    public IEnumerable<ReleaseLot> Lots => _cohorts.Values.SelectMany(lots => lots);

    /// <summary>Instalments due and still locked, by creditor.</summary>
    public IEnumerable<(int Number, Points Points)> DueAt(int scale) =>
        _due.OrderBy(entry => entry.Key).Select(entry =>
            (entry.Key, Rescaled(entry.Value.Points, entry.Value.Scale, scale)));

    public Points DueOf(int number, int scale) =>
        _due.TryGetValue(number, out var due) ? Rescaled(due.Points, due.Scale, scale) : Points.Zero;

    /// <summary>When a creditor's next instalment falls due, and how much; null where none is to come.</summary>
    public (long Day, Points Points)? NextLotOf(int number, int scale)
    {
        if (!_lotsOf.TryGetValue(number, out var lots))
        {
            return null;
        }

        var day = lots.Min(lot => lot.Day);
        var points = Points.Zero;
        foreach (var lot in lots.Where(lot => lot.Day == day))
        {
            points += lot.Next(scale);
        }

        return (day, points);
    }

    /// <summary>The rule under which the queue stands; the caller places everybody anew after a change.</summary>
    public void Arrange(bool isEqual, bool isByAge)
    {
        if (IsEqual != isEqual)
        {
            _cohorts.Clear();
            _lotsOf.Clear();
            _due.Clear();
            Due = Points.Zero;
        }

        (IsEqual, IsByAge) = (isEqual, isByAge);
        _waiting.Clear();
        _keys.Clear();
        (Position, End, HasWrapped, RunLeft) = (ReleaseKey.First, ReleaseKey.Last, true, Points.Zero);
    }

    /// <summary>Puts a creditor where its age and what it has to release belong, or takes it out.</summary>
    public void Place(int number, long since, Points locked)
    {
        var waits = IsEqual ? _due.ContainsKey(number) : locked > Points.Zero;
        var key = new ReleaseKey(IsByAge ? since : 0, number);
        var isKept = _keys.TryGetValue(number, out var known);
        if (isKept && (!waits || known != key))
        {
            _waiting.Remove(known);
            _keys.Remove(number);
            isKept = false;
        }

        if (waits && !isKept)
        {
            _waiting.Add(key);
            _keys.Add(number, key);
        }
    }

    /// <summary>Under the rule <c>equal</c>: points that fall due in parts, the first a period from now.</summary>
    public void AddLot(ReleaseLot lot)
    {
        Invariant.Require(IsEqual, "only the rule equal has instalments");
        File(lot);
        (_lotsOf.TryGetValue(lot.Number, out var own) ? own : _lotsOf[lot.Number] = []).Add(lot);
    }

    /// <summary>What falls due by a day, without touching it.</summary>
    public Points FallsDue(long day, int scale)
    {
        var sum = Points.Zero;
        foreach (var (cohort, lots) in _cohorts)
        {
            if (cohort > day)
            {
                break;
            }

            foreach (var lot in lots)
            {
                sum += DueBy(lot, day, scale);
            }
        }

        return sum;
    }

    /// <summary>Moves what falls due by a day to its creditors; returns who they are.</summary>
    public List<int> TakeDue(long day, int scale)
    {
        var touched = new List<int>();
        while (_cohorts.Count > 0 && _cohorts.First() is var (cohort, lots) && cohort <= day)
        {
            _cohorts.Remove(cohort);
            foreach (var lot in lots)
            {
                while (lot.Instalments > 0 && lot.Day <= day)
                {
                    AddDue(lot.Number, lot.Step(scale), scale);
                }

                touched.Add(lot.Number);
                Refile(lot);
            }
        }

        return touched;
    }

    /// <summary>Instalments that were due leave: released, or burnt by a reversal.</summary>
    public void TakeFromDue(int number, Points points, int scale)
    {
        var left = DueOf(number, scale) - points;
        Due -= points;
        if (left == Points.Zero)
        {
            _due.Remove(number);
        }
        else
        {
            _due[number] = (left, scale);
        }
    }

    /// <summary>A reversal burns locked points: of the newest instalments to come first, then of those due.</summary>
    public void Burn(int number, Points points, int scale)
    {
        while (points > Points.Zero && _lotsOf.TryGetValue(number, out var own))
        {
            var lot = own.MaxBy(lot => (lot.Instalments, lot.Day, lot.Period, lot.At(scale).Units))!;
            var part = lot.At(scale).AtMost(points);
            lot.Burn(part, scale);
            points -= part;
            if (lot.Left == Points.Zero)
            {
                var cohort = _cohorts[lot.Day];
                cohort.Remove(lot);
                if (cohort.Count == 0)
                {
                    _cohorts.Remove(lot.Day);
                }

                Forget(lot);
            }
        }

        if (points > Points.Zero)
        {
            TakeFromDue(number, points, scale);
        }
    }

    /// <summary>All instalments of a creditor are gone: the pool is closed.</summary>
    public void Clear()
    {
        Arrange(IsEqual, IsByAge);
        _cohorts.Clear();
        _lotsOf.Clear();
        _due.Clear();
        Due = Points.Zero;
    }

    /// <summary>A run begins: by age at the front, by number after whoever was last.</summary>
    public void Begin(Points budget)
    {
        RunLeft = budget;
        (Position, End, HasWrapped) = IsByAge
            ? (ReleaseKey.First, ReleaseKey.Last, true)
            : (Position, Position, false);
        EndIfDone();
    }

    /// <summary>Notes that a creditor had its turn and what of the run's budget it got.</summary>
    public void Visit(ReleaseKey key, Points points)
    {
        HasWrapped |= key.CompareTo(Position) <= 0;
        Position = key;
        RunLeft -= points;
    }

    /// <summary>A run is over once its budget is used or everybody had a turn; what is left lapses.</summary>
    public void EndIfDone()
    {
        if (Next is null)
        {
            Stop();
        }
    }

    /// <summary>
    /// No run is under way: only who was last by number is kept, so that equal states have equal bytes.
    /// </summary>
    public void Stop()
    {
        Position = IsByAge ? ReleaseKey.First : Position;
        (End, HasWrapped, RunLeft) = (ReleaseKey.Last, true, Points.Zero);
    }

    /// <summary>Whose turn is next in the run under way; null when it is over.</summary>
    public ReleaseKey? Next
    {
        get
        {
            if (RunLeft == Points.Zero || _waiting.Count == 0)
            {
                return null;
            }

            var next = After(Position);
            if (!HasWrapped && next is null)
            {
                next = _waiting.Min;
                return next.Value.CompareTo(End) <= 0 ? next : null;
            }

            return next is { } key && (!HasWrapped || key.CompareTo(End) <= 0) ? key : null;
        }
    }

    /// <summary>积分拆分: sums of points are kept in the present scale; holdings follow when they are touched.</summary>
    public void Split() => (Due, RunLeft) = (TimesTen(Due), TimesTen(RunLeft));

    /// <summary>The run and the instalments as a snapshot holds them.</summary>
    public void RestoreRun(Points left, ReleaseKey position, ReleaseKey end, bool hasWrapped) =>
        (RunLeft, Position, End, HasWrapped) = (left, position, end, hasWrapped);

    public void AddDue(int number, Points points, int scale)
    {
        if (points > Points.Zero)
        {
            _due[number] = (DueOf(number, scale) + points, scale);
            Due += points;
        }
    }

    internal static Points Rescaled(Points points, int from, int to) => from == to || points == Points.Zero
        ? points
        : Points.FromUnits(points.Units * Decimals.PowerOfTen(to - from));

    // The instalments of a lot that a day brings; more than one where days went by without a run.
    private static Points DueBy(ReleaseLot lot, long day, int scale)
    {
        var copy = new ReleaseLot(lot.Number, lot.Day, lot.Period, lot.Instalments, lot.Left, lot.Scale);
        var sum = Points.Zero;
        while (copy.Instalments > 0 && copy.Day <= day)
        {
            sum += copy.Step(scale);
        }

        return sum;
    }

    private ReleaseKey? After(ReleaseKey position)
    {
        // The least key after a position is the one with the next number.
        var from = position.Number == int.MaxValue
            ? new ReleaseKey(position.Since + 1, 0)
            : position with { Number = position.Number + 1 };
        if (_waiting.Count == 0 || _waiting.Max.CompareTo(from) < 0)
        {
            return null;
        }

        return _waiting.GetViewBetween(from, ReleaseKey.Last).Min;
    }

    private void File(ReleaseLot lot) =>
        (_cohorts.TryGetValue(lot.Day, out var cohort) ? cohort : _cohorts[lot.Day] = []).Add(lot);

    private void Refile(ReleaseLot lot)
    {
        if (lot.Instalments > 0 && lot.Left > Points.Zero)
        {
            File(lot);
        }
        else
        {
            Forget(lot);
        }
    }

    private void Forget(ReleaseLot lot)
    {
        var own = _lotsOf[lot.Number];
        own.Remove(lot);
        if (own.Count == 0)
        {
            _lotsOf.Remove(lot.Number);
        }
    }

    private static Points TimesTen(Points points) => Points.FromUnits(points.Units * 10);
}
