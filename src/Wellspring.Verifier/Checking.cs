using System.Globalization;
using Wellspring.Proof;

namespace Wellspring.Verifying;

/// <summary>Checks a log once, and remembers what it saw for the next time.</summary>
internal static class Checking
{
    public static async Task<int> RunAsync(
        Arguments typed, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        using var http = HttpLog.Client();
        var trusted = typed.Key();
        ILogSource source = Arguments.AddressOf(typed.First) is { } server
            ? new HttpLog(http, server)
            : new LogBundle(Existing(typed.First));
        if (source is LogBundle && IsMemberProof(typed.First))
        {
            RequireNoState(typed);
            return await CheckMemberAsync(typed.First, trusted, output, cancellation);
        }

        if (source is LogBundle bundle && bundle.Head().Index is { } index)
        {
            RequireNoState(typed);
            var entry = await bundle.CheckEntryAsync(trusted, cancellation);
            await output.WriteLineAsync($"完好 all holds: 第 {index} 条在签名的日志中 entry {index} is in the signed log");
            await output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(entry.Span));
            return Program.Done;
        }

        var state = typed.Find("--state") is { } path ? new StateFile(path) : null;
        var memory = state?.Read();
        RequireOneKey(trusted, memory);
        var seen = await new LogWatch(source, memory, trusted).RunAsync(Progress(error), cancellation);
        state?.Write(seen);
        Say(output, seen, memory, trusted is not null || memory is not null);
        return Program.Done;
    }

    private static void RequireNoState(Arguments typed)
    {
        if (typed.Find("--state") is not null)
        {
            throw new ArgumentsException(
                "余额证明和单条证明包与之前看到的无从比较，请去掉 --state。 "
                + "A member's proof or one entry cannot be compared with what was seen before; leave --state out.");
        }
    }

    private static void RequireOneKey(NoteVerifier? trusted, LogMemory? memory)
    {
        if (trusted is not null && memory is not null && memory.Key != trusted.ToString())
        {
            throw new ArgumentsException(
                $"--key 与 --state 里记下的公钥不同（日志可能已声明换钥）：{memory.Key}。请去掉 --key，或换一个 --state。 "
                + "--key is not the key that --state holds (the log may have stated a change of it): leave --key out, "
                + "or take another --state.");
        }
    }

    // A bundle's first line is one whole object; a member's proof is written over many lines.
    private static bool IsMemberProof(string path)
    {
        using var file = File.OpenText(path);
        return file.ReadLine() == "{";
    }

    private static async Task<int> CheckMemberAsync(
        string path, NoteVerifier? trusted, TextWriter output, CancellationToken cancellation)
    {
        var proof = MemberProof.Parse(await File.ReadAllTextAsync(path, cancellation));
        var failing = proof.Failing(trusted);
        if (failing.Count > 0)
        {
            await output.WriteLineAsync($"有问题 faulty: {string.Join(' ', failing)}（{proof.Index}）");
            await output.WriteLineAsync("这份余额证明不成立，请保留文件并向平台询问。");
            await output.WriteLineAsync("This proof of a balance does not hold; keep the file and ask the operator.");
            return Program.Faulty;
        }

        await output.WriteLineAsync($"完好 all holds: {proof.Day}, {proof.Pool}, 会员编号 member number {proof.Member}");
        await output.WriteLineAsync($"积分 points   {Decimal(proof.Balances.Points, 8)}");
        await output.WriteLineAsync($"钱包 wallet   ¥{Decimal(proof.Balances.Wallet, 6)}");
        await output.WriteLineAsync($"消费币 coins  ¥{Decimal(proof.Balances.Coins, 6)}");
        await output.WriteLineAsync(trusted is null
            ? $"公钥取自文件，请另行核对 the key was taken from the file, compare it: {proof.Key}"
            : $"签名公钥 signed by {proof.Key}");
        return Program.Done;
    }

    private static void Say(TextWriter output, LogMemory seen, LogMemory? before, bool isKeyKnown)
    {
        var figures = seen.Figures;
        output.WriteLine($"完好 all holds: {seen.Size} 条 entries, {seen.Origin}");
        output.WriteLine(before is null
            ? "首次核验，以后请用 --state 与这次比较 seen for the first time; use --state to compare from now on"
            : $"与上次看到的一致 continues what was seen before: {before.Size} → {seen.Size}");
        output.WriteLine(isKeyKnown
            ? $"签名公钥 signed by {seen.Key}"
            : $"公钥取自对方，请另行核对 the key was taken from the log itself, compare it: {seen.Key}");
        output.WriteLine($"根 root           {seen.Root}");
        output.WriteLine($"池内资金 pool     ¥{Decimal(figures.Pool, 6)}");
        output.WriteLine($"流通积分 points   {Decimal(figures.Circulating, 8)}（拆分 splits {figures.Scale}）");
        output.WriteLine($"准备金 reserve    ¥{Decimal(figures.Reserve, 6)}");
        output.WriteLine("价格从未下跌，每一条的资金和积分都接得上。The price never fell, and every entry follows from the one before.");
    }

    private static string Decimal(long units, int decimals)
    {
        var digits = units.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return digits.Insert(digits.Length - decimals, ".");
    }

    // One line that is written over, where a person watches.
    private static Action<long, long>? Progress(TextWriter error) => Console.IsErrorRedirected
        ? null
        : (done, of) => error.Write($"\r核验 checking {done} / {of}{(done == of ? "\n" : "")}");

    private static string Existing(string path) => File.Exists(path)
        ? path
        : throw new ArgumentsException($"找不到文件 {path}，它也不是地址。 There is no file {path}, and it is no address.");
}
