using System.Text;
using Wellspring.Proof;

namespace Wellspring.Verifying;

/// <summary>
/// A witness 见证方: follows a log, cosigns every checkpoint that continues what it saw, and shows its cosignature. On a
/// fork, a rollback or a falling price it raises an alarm and never cosigns again.
/// </summary>
internal static class Witness
{
    private const int Pace = 10;

    // Nobody signed these: a broken line or somebody in between may have made them.
    private static readonly string[] Unsigned =
        ["checkpoint-unreadable", "proof-unreadable", "key-unreadable", "not-included"];

    public static async Task<int> RunAsync(
        Arguments typed, TextWriter output, TimeProvider wall, CancellationToken cancellation)
    {
        var server = typed.Address("--follow") ?? throw new ArgumentsException(
            "缺少 --follow，请写出日志所在的地址。 --follow is missing; name the server of the log.");
        var home = new WitnessHome(typed.Required("--state"), typed.Find("--name"));
        if (home.Alarm() is { } earlier)
        {
            await output.WriteLineAsync($"此前已报警，不再签名 an alarm was raised before, nothing is cosigned: {earlier}");
            await output.WriteLineAsync($"查清后删去 remove when it is cleared up: {home.AlarmPath}");
            return Program.Faulty;
        }

        using var http = HttpLog.Client();
        var log = new HttpLog(http, server);
        using var door = typed.Address("--listen") is { } address ? WitnessDoor.Open(address, home) : null;
        await output.WriteLineAsync($"见证公钥 witness key {home.Signer.Verifier}");
        var rounds = typed.Number("--rounds", int.MaxValue);
        var pace = TimeSpan.FromSeconds(typed.Number("--every", Pace));
        var recent = new RecentFigures();
        for (var round = 1; round <= rounds; round++)
        {
            var before = home.State.Read();
            try
            {
                var watch = new LogWatch(log, before, typed.Key(), recent);
                await LookAsync(home, log, watch, before?.Size, output, wall, cancellation);
            }
            catch (LogFaultException junk) when (Unsigned.Contains(junk.Fault.Code))
            {
                await output.WriteLineAsync($"读不出来，稍后再试 not readable, trying again: {junk.Fault}");
            }
            catch (FormatException broken)
            {
                var fault = new LogFault("log-unreadable", before?.Size ?? 0,
                    $"日志的内容读不出来：{broken.Message}", $"What the log hands out cannot be read: {broken.Message}");
                await RaiseAsync(home, http, typed.Address("--webhook"), fault, output, cancellation);
                return Program.Faulty;
            }
            catch (LogFaultException found)
            {
                await RaiseAsync(home, http, typed.Address("--webhook"), found.Fault, output, cancellation);
                return Program.Faulty;
            }
            catch (Exception away) when (away is HttpRequestException or IOException
                || (away is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                await output.WriteLineAsync($"连不上，稍后再试 not reachable, trying again: {away.Message}");
            }

            if (round < rounds)
            {
                await Task.Delay(pace, wall, cancellation);
            }
        }

        return Program.Done;
    }

    private static async Task LookAsync(
        WitnessHome home, HttpLog log, LogWatch watch, long? before, TextWriter output, TimeProvider wall,
        CancellationToken cancellation)
    {
        var seen = await watch.RunAsync(progress: null, cancellation);

        // Remembered before it is cosigned: a crash in between must not let a fork of this size be cosigned later.
        home.State.Write(seen);
        var note = SignedNote.Parse(seen.Note);
        var bare = note with
        {
            Signatures = [.. note.Signatures.Where(one => one.Name == seen.Origin)],
        };
        var cosigned = bare.CosignedBy(home.Signer, wall.GetUtcNow().ToUnixTimeSeconds()).ToString();
        home.Show(cosigned);
        if (before != seen.Size)
        {
            await output.WriteLineAsync($"已见证 cosigned: {seen.Size} 条 entries, {seen.Root}");
        }

        // Said once for each size: some servers take none, and whoever looks for it asks the witness.
        if (!await log.TellAsync(cosigned, cancellation) && before != seen.Size)
        {
            await output.WriteLineAsync("服务器不接受这个见证签名 the server does not take this cosignature");
        }
    }

    private static async Task RaiseAsync(
        WitnessHome home, HttpClient http, Uri? webhook, LogFault fault, TextWriter output,
        CancellationToken cancellation)
    {
        home.Raise(fault);
        await output.WriteLineAsync($"报警 ALARM: {fault}");
        if (webhook is null)
        {
            return;
        }

        try
        {
            using var body = new StringContent(home.Alarm()!, Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(webhook, body, cancellation);
            answer.EnsureSuccessStatusCode();
        }
        catch (Exception away) when (away is HttpRequestException or IOException
            || (away is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            await output.WriteLineAsync($"报警没有送到 the alarm was not delivered: {away.Message}");
        }
    }
}
