using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Wellspring.Engine.Tests.Exports;

/// <summary>The real accounting programs, run as an auditor would run them.</summary>
internal static class Programs
{
    private const string Install = "apt-get install -y hledger beancount";

    /// <summary>Output of a program that must accept what it is given.</summary>
    public static string Run(string program, params string[] arguments)
    {
        var (exit, output, errors) = TryRun(program, arguments);
        Assert.True(exit == 0, $"{program} {string.Join(' ', arguments)} gave {exit}: {errors}{output}");
        return output;
    }

    public static (int Exit, string Output, string Errors) TryRun(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // hledger reads a file in the locale's encoding, and the first line is Chinese.
        start.Environment["LC_ALL"] = "C.UTF-8";
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Fail($"{program} is not installed, and the export is worth nothing unproved: {Install}");
            throw;
        }

        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.GetAwaiter().GetResult());
        }
    }

    /// <summary>Reads account and amount, as <c>CNY,1.00</c> or as <c>1.00 CNY</c>; zeros are left out.</summary>
    public static SortedDictionary<string, decimal> Balances(string csv)
    {
        var balances = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var line in csv.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            var words = line.Split([',', ' ', '"'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 1)
            {
                continue;
            }

            Assert.Equal(3, words.Length);
            var (currency, number) = char.IsLetter(words[1][0]) ? (words[1], words[2]) : (words[2], words[1]);
            var amount = decimal.Parse(number, NumberStyles.Number, CultureInfo.InvariantCulture);
            if (amount != 0)
            {
                balances.Add($"{words[0]} {currency}", amount);
            }
        }

        return balances;
    }
}
