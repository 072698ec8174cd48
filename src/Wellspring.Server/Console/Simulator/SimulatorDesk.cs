using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Server.Access;
using Wellspring.Simulator;
using Wellspring.Simulator.Reports;

namespace Wellspring.Server.Console.Simulator;

/// <summary>Runs the console's simulations 模拟: one at a time, on a thread that yields to the work of the day.</summary>
public sealed class SimulatorDesk : IDisposable
{
    /// <summary>Pairs of runs of a comparison.</summary>
    public const int Pairs = 10;

    private const int MostReports = 8;

    private readonly SemaphoreSlim _alone = new(1, 1);
    private readonly ConcurrentDictionary<string, string> _reports = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

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
        catch (AggregateException) when (cancellation.IsCancellationRequested)
        {
            // Runs beside one another report the same stop together.
            throw new OperationCanceledException(cancellation);
        }
        finally
        {
            _alone.Release();
        }
    }

    /// <summary>Makes the report of a scenario; its name leads to it for as long as it is kept.</summary>
    public string Report(Scenario scenario, Action<double> progress)
    {
        var result = SimulatorRun.Run(scenario, done => progress(done / 10));
        var name = RunHash.Of(result)[..16];
        _reports[name] = Wellspring.Simulator.Reports.Report.Study(
            result, quick: true, threads: 1, done => progress(0.1 + (done * 0.9))).Html();
        _order.Enqueue(name);
        while (_order.Count > MostReports && _order.TryDequeue(out var oldest))
        {
            _reports.TryRemove(oldest, out _);
        }

        return name;
    }

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/console/simulator/reports/{name}", (string name, SimulatorDesk desk) =>
            desk._reports.TryGetValue(name, out var html)
                ? Results.File(System.Text.Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8", "report.html")
                : Results.NotFound())
        .RequireAuthorization(new AuthorizeAttribute(Policies.Staff));

    public void Dispose() => _alone.Dispose();
}
