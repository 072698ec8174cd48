namespace Wellspring.Cluster;

/// <summary>Counts what one operator asks of the whole cluster; its key is the operator's name.</summary>
[Alias("wellspring.operator")]
[Orleans.CodeGeneration.Version(1)]
public interface IOperatorGrain : IGrainWithStringKey
{
    /// <summary>Lets commands in, or says how long to wait.</summary>
    [Alias("admit")]
    Task<Admission> AdmitAsync(int commands);
}

/// <summary>Whether commands may come in.</summary>
/// <param name="WaitSeconds">When to try again, where they may not.</param>
/// <param name="IsDaily">Whether it is the day's limit, not the rate, that says no.</param>
[GenerateSerializer]
[Immutable]
[Alias("wellspring.admission")]
public sealed record Admission(
    [property: Id(0)] bool IsGranted, [property: Id(1)] int WaitSeconds, [property: Id(2)] bool IsDaily);

/// <summary>
/// One bucket of a second's commands, and a stock of the day's, taken from the database ahead so that no crash lets
/// more in than the day allows.
/// </summary>
internal sealed class OperatorGrain(Operators operators, TimeProvider wall) : Grain, IOperatorGrain
{
    private const long MostStock = 20_000;
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(2);

    private readonly RateBucket _bucket = new(wall);
    private Operator? _known;
    private long _knownAt;
    private DateOnly _day;
    private long _stock;

    public async Task<Admission> AdmitAsync(int commands)
    {
        if (await KnownAsync() is not { IsSuspended: false } known)
        {
            return new(IsGranted: false, 60, IsDaily: false);
        }

        if (_bucket.WaitSeconds(commands, known.Rate) is > 0 and var wait)
        {
            return new(IsGranted: false, wait, IsDaily: false);
        }

        if (!await TakeAsync(commands))
        {
            return new(IsGranted: false, SecondsToMidnight(), IsDaily: true);
        }

        _bucket.Take(commands);
        return new(IsGranted: true, 0, IsDaily: false);
    }

    // What was taken ahead and not used: a crash keeps it, which lets less in, never more.
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_stock > 0)
        {
            await operators.GiveBackAsync(this.GetPrimaryKeyString(), _day, _stock, cancellationToken);
        }
    }

    private async Task<Operator?> KnownAsync()
    {
        if (_known is null || wall.GetElapsedTime(_knownAt) > KnownFor)
        {
            _known = await operators.FindAsync(this.GetPrimaryKeyString(), CancellationToken.None);
            _knownAt = wall.GetTimestamp();
        }

        return _known;
    }

    private async Task<bool> TakeAsync(long commands)
    {
        var today = DateOnly.FromDateTime(wall.GetUtcNow().UtcDateTime);
        if (today != _day)
        {
            (_day, _stock) = (today, 0);
        }

        if (_stock < commands)
        {
            var ahead = Math.Min(MostStock, _known!.Rate);
            _stock += await operators.TakeOfTodayAsync(
                this.GetPrimaryKeyString(), today, Math.Max(ahead, commands - _stock), CancellationToken.None);
        }

        if (_stock < commands)
        {
            return false;
        }

        _stock -= commands;
        return true;
    }

    private int SecondsToMidnight()
    {
        var now = wall.GetUtcNow().UtcDateTime;
        return (int)(now.Date.AddDays(1) - now).TotalSeconds + 1;
    }
}
