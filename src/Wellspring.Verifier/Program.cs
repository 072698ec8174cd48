using Wellspring.Proof;

namespace Wellspring.Verifying;

/// <summary>
/// <c>wellspring-verify</c> 独立核验: checks a pool's public log, from its server or from a file, and believes neither.
/// </summary>
/// <remarks>It shares no code with the platform but the rules of proofs, so that people can read it whole.</remarks>
internal static class Program
{
    public const int Done = 0;
    public const int Unreachable = 1;
    public const int BadInput = 2;
    public const int Faulty = 3;

    private const string Usage = """
        用法 usage:
          wellspring-verify FILE [--key KEY] [--state FILE]
          wellspring-verify URL  [--key KEY] [--state FILE]
          wellspring-verify witness --follow URL --state DIR [--name NAME] [--key KEY] [--listen URL]
                                    [--webhook URL] [--every SECONDS] [--rounds N]
        退出码 exit codes: 0 完好 all holds · 1 连不上 not reachable · 2 参数有误 bad input · 3 日志有问题 the log is faulty
        """;

    public static async Task<int> Main(string[] args)
    {
        Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        return await RunAsync(args, Console.Out, Console.Error, TimeProvider.System, stop.Token);
    }

    /// <summary>The whole program, as tests run it.</summary>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, TimeProvider wall, CancellationToken cancellation)
    {
        try
        {
            var typed = Arguments.Parse(args);
            return typed.First == "witness"
                ? await Witness.RunAsync(typed, output, wall, cancellation)
                : await Checking.RunAsync(typed, output, error, cancellation);
        }
        catch (LogFaultException found)
        {
            await output.WriteLineAsync($"有问题 faulty: {found.Fault.Code}（{found.Fault.Index}）");
            await output.WriteLineAsync(found.Fault.Zh);
            await output.WriteLineAsync(found.Fault.En);
            return Faulty;
        }
        catch (ArgumentsException wrong)
        {
            await error.WriteLineAsync(wrong.Message);
            await error.WriteLineAsync(Usage);
            return BadInput;
        }
        catch (Exception broken) when (broken is FormatException or FileNotFoundException or DirectoryNotFoundException)
        {
            await error.WriteLineAsync($"读不出来，请核对文件 cannot be read, check the file: {broken.Message}");
            return BadInput;
        }
        catch (Exception away) when (away is HttpRequestException or IOException
            || (away is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            await error.WriteLineAsync($"连不上，请稍后再试 not reachable, try again later: {away.Message}");
            return Unreachable;
        }
        catch (OperationCanceledException)
        {
            return Done;
        }
    }
}
