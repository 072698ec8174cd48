namespace Wellspring.Server.Console.Simulator;

/// <summary>Runs the console's simulations 模拟: one at a time, on a thread that yields to the work of the day.</summary>
public sealed class SimulatorDesk : IDisposable
{
    /// <summary>Pairs of runs of a comparison.</summary>
    public const int Pairs = 10;

    private readonly SemaphoreSlim _alone = new(1, 1);

    /// <summary>Runs one piece of work, when its turn has come.</summary>
    /// <param name="said">Told how much of it is done; stops the work where the page was left.</param>
    public async Task<T> RunAsync<T>(
        Func<Action<double>, CancellationToken, T> work, Action<double> said, CancellationToken cancellation)
    {
        await _alone.WaitAsync(cancellation);
        try
        {
            return await Task.Factory.StartNew(
                () =>
                {
                    Thread.CurrentThread.Priority = ThreadPriority.Lowest;
                    return work(
                        done =>
                        {
                            cancellation.ThrowIfCancellationRequested();
                            said(done);
                        },
                        cancellation);
                },
                cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _alone.Release();
        }
    }

    public void Dispose() => _alone.Dispose();
}
