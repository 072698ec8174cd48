using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Wellspring.Core.Plans;
using Wellspring.Simulator;
using Wellspring.Simulator.WhatIf;

namespace Wellspring.Server.WhatIf;

/// <summary>
/// Counts what-ifs order by order beside the work of the day 试算: one at a time on a thread of its own, a few may
/// wait, and what was counted is kept.
/// </summary>
/// <remarks>Nothing of the pool is read: a what-if starts from nothing, by the plan's rules alone.</remarks>
public sealed class WhatIfDesk : BackgroundService
{
    /// <summary>How many may wait; whoever comes then gets the preview.</summary>
    public const int MostWaiting = 16;

    private const int MostKept = 500;

    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(MostWaiting);
    private readonly ConcurrentDictionary<string, Work> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    private sealed record Work(
        string Key, WhatIfAsked Asked, Scenario Scenario, TaskCompletionSource<WhatIfAnswer> Answer);

    /// <summary>The scenario of what was asked; null where no simulation can be made of the plan.</summary>
    public static Scenario? ScenarioOf(WhatIfAsked asked, Plan plan) => asked.ToScenario(plan).Scenario;

    /// <summary>The answer, at once where it is known, or when its turn has come; null where too many wait.</summary>
    public async Task<WhatIfAnswer?> AskAsync(
        WhatIfAsked asked, Scenario scenario, TimeSpan patience, CancellationToken cancellation)
    {
        var key = $"{scenario.Given.Hash}?{asked.Query}";
        var asks = new Work(key, asked, scenario, new(TaskCreationOptions.RunContinuationsAsynchronously));
        var work = _known.GetOrAdd(key, asks);
        if (work == asks)
        {
            if (!_queue.Writer.TryWrite(work))
            {
                _known.TryRemove(key, out _);
                return null;
            }

            Keep(key);
        }

        try
        {
            return await work.Answer.Task.WaitAsync(patience, cancellation);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Factory.StartNew(
        () => RunAll(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // On a thread that yields to the pool's writer and to requests.
    private void RunAll(CancellationToken stopping)
    {
        Thread.CurrentThread.Priority = ThreadPriority.Lowest;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var work = _queue.Reader.ReadAsync(stopping).AsTask().GetAwaiter().GetResult();
                RunOne(work, stopping);
            }
            catch (OperationCanceledException)
            {
                // The server stops; whoever waits is told so by the request's own end.
                return;
            }
        }
    }

    private void RunOne(Work work, CancellationToken stopping)
    {
        try
        {
            work.Answer.SetResult(WhatIfAnswer.Of(
                work.Asked, work.Scenario, _ => stopping.ThrowIfCancellationRequested()));
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            work.Answer.TrySetCanceled(CancellationToken.None);
        }
        catch (Exception failure)
        {
            // A fault of ours belongs to whoever asked, not to those behind; it is not kept as an answer.
            _known.TryRemove(work.Key, out _);
            work.Answer.TrySetException(failure);
        }
    }

    private void Keep(string key)
    {
        _order.Enqueue(key);
        while (_order.Count > MostKept && _order.TryDequeue(out var oldest))
        {
            _known.TryRemove(oldest, out _);
        }
    }
}
