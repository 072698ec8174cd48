using System.Diagnostics;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Cli.Tests.Processes;

/// <summary>
/// The real program, killed with SIGKILL at any moment: nothing that was answered is lost, nothing is torn.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const int Orders = 12_000;
    private const int Kills = 25;

    private readonly CliFolder _folder = new();

    [Theory]
    [InlineData(20260105)]
    public async Task Killed_at_random_moments_it_loses_no_answer_and_ends_in_the_same_state(int seed)
    {
        var chance = new Random(seed);
        var commands = _folder["orders.jsonl"];
        (await _folder.RunAsync("generate", "equal", "--orders", $"{Orders}", "--out", commands)).Exits(0);
        var watch = Stopwatch.StartNew();
        var whole = await ApplyAsync("whole", commands);
        var usualTime = watch.ElapsedMilliseconds;
        Assert.Equal(Orders, whole.Answered.Count);
        var expected = new PoolDirectory(_folder["whole"]).Load().Pool.StateHash();

        var (data, killed, finished, amid) = (0, 0, 0, 0);
        while (killed < Kills)
        {
            // Half by the clock, from the very start on; half by how much was answered.
            var (afterMs, afterLines) = killed % 2 == 0
                ? (chance.Next((int)usualTime * 3 / 4), int.MaxValue)
                : (int.MaxValue, chance.Next(1, Orders));
            var run = await ApplyAsync($"data-{data}", commands, afterMs, afterLines);
            var moment = $"seed {seed}, kill {killed}: after {afterMs} ms or {afterLines} answers";
            var position = CheckNothingWasLost($"data-{data}", run.Answered, moment);
            killed += run.WasKilled ? 1 : 0;
            amid += run.WasKilled && position is > 1 and <= Orders ? 1 : 0;

            // Five kills in one directory, one upon the other, then it is finished and compared.
            if (!run.WasKilled || killed % 5 == 0)
            {
                var rest = run.WasKilled ? await ApplyAsync($"data-{data}", commands) : run;
                Assert.Equal(Orders, rest.Answered.Count);
                Assert.Equal(expected, new PoolDirectory(_folder[$"data-{data}"]).Load().Pool.StateHash());
                (data, finished) = (data + 1, finished + 1);
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{amid} of {killed} kills fell amid the file, {finished} finished");
        Assert.True(amid >= 5, $"seed {seed}: only {amid} of {killed} kills fell amid the file");
    }

    public void Dispose() => _folder.Dispose();

    private long CheckNothingWasLost(string data, HashSet<string> answered, string moment)
    {
        var directory = new PoolDirectory(_folder[data]);
        if (!directory.Exists)
        {
            Assert.True(answered.Count == 0, $"{moment}: answers, and no journal");
            return 0;
        }

        var found = new Verifier(directory).Run();
        Assert.True(found.Damages.Count == 0, $"{moment}: {string.Join(", ", found.Damages)}");
        using var journal = directory.OpenToRead();
        var journaled = Replay.Records(journal, 0, journal.End()).Select(record => record.Id).ToHashSet();
        Assert.True(answered.IsSubsetOf(journaled!), $"{moment}: an answered command is not in the journal");
        return found.Records;
    }

    private async Task<(HashSet<string> Answered, bool WasKilled)> ApplyAsync(
        string data, string commands, int killAfterMs = int.MaxValue, int killAfterLines = int.MaxValue)
    {
        using var process = _folder.Start(
            "apply", "--plan", CliFolder.Plan, "--data", _folder[data], commands, "--json");
        using var alarm = new Timer(_ => process.Kill(), null, killAfterMs == int.MaxValue ? -1 : killAfterMs, -1);
        var answered = new HashSet<string>();
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            // The last line before a kill may be half a line, and half an answer is none.
            if (line.EndsWith("}}", StringComparison.Ordinal))
            {
                answered.Add(IdOf(line));
            }

            if (answered.Count >= killAfterLines)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode is 0 or 137, await process.StandardError.ReadToEndAsync(default));
        return (answered, process.ExitCode != 0);
    }

    private static string IdOf(string answer)
    {
        const string Before = "\"id\":\"";
        var begin = answer.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        return answer[begin..answer.IndexOf('"', begin)];
    }
}
