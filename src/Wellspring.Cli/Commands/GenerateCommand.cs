using System.CommandLine;
using Wellspring.Cli.Orders;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring generate</c>: invented orders, byte for byte the same on every machine.</summary>
internal static class GenerateCommand
{
    public static Command Build() => new("generate", "生成样例 make sample data") { BuildOrders(), BuildEqual() };

    private static Command BuildOrders()
    {
        var orders = Orders(SampleOrders.UsualOrders);
        var seed = new Option<ulong>("--seed")
        {
            Description = "种子 seed",
            DefaultValueFactory = _ => SampleOrders.UsualSeed,
        };
        var file = Target();
        var command = new Command("orders", "样例订单 CSV a sample shop's orders") { orders, seed, file };
        command.SetAction(parsed => Write(parsed.GetValue(file), output => SampleOrders.Write(
            output, InBounds(parsed.GetValue(orders), SampleOrders.MostOrders), parsed.GetValue(seed))));
        return command;
    }

    private static Command BuildEqual()
    {
        var orders = Orders(1_000);
        var file = Target();
        var command = new Command("equal", "等额订单命令 equal orders, as commands") { orders, file };
        command.SetAction(parsed => Write(parsed.GetValue(file), output => EqualOrders.Write(
            output, InBounds(parsed.GetValue(orders), EqualOrders.MostOrders))));
        return command;
    }

    private static Option<int> Orders(int usual) =>
        new("--orders") { Description = "订单数 orders", DefaultValueFactory = _ => usual };

    private static Option<string?> Target() =>
        new("--out") { Description = "输出文件 output file (default: stdout)", HelpName = "FILE" };

    private static int InBounds(int orders, int most) => orders is > 0 && orders <= most
        ? orders
        : throw new BadInputException($"--orders 须在 1 与 {most} 之间。", $"--orders is between 1 and {most}.");

    private static int Write(string? path, Action<TextWriter> write)
    {
        using var output = path is null
            ? new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16)
            : new StreamWriter(path);
        output.NewLine = "\n";
        write(output);
        return ExitCodes.Done;
    }
}
