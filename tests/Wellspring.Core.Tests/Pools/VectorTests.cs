using System.IO.Compression;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Wellspring.Core.Pools;
using static Wellspring.Core.Tests.TestPlans;

namespace Wellspring.Core.Tests.Pools;

/// <summary>The arithmetic kernel against results of an independent implementation, unit for unit.</summary>
public sealed class VectorTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder(), "0*").Select(file => Path.GetFileName(file)).Order()];

    [Fact]
    public void All_eight_files_are_there() => Assert.Equal(8, Files.Count);

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_row_is_reproduced(string file)
    {
        using var document = JsonDocument.Parse(Text(file));
        var root = document.RootElement;
        var vault = new Vault(root.GetProperty("config"));
        var rows = root.GetProperty("results").EnumerateArray().ToArray();
        var operations = root.GetProperty("ops").EnumerateArray().ToArray();
        Assert.Equal(operations.Length, rows.Length);

        for (var index = 0; index < rows.Length; index++)
        {
            Assert.Equal(rows[index].GetProperty("ok").GetBoolean(), vault.Run(operations[index]));
            vault.Compare(rows[index], index);
        }
    }

    private static string Text(string file)
    {
        using var stream = File.OpenRead(Path.Combine(Folder(), file));
        using Stream plain = file.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(stream, CompressionMode.Decompress)
            : stream;
        using var reader = new StreamReader(plain);
        return reader.ReadToEnd();
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "Vectors");

    /// <summary>The vault's operations on our kernel; those we have no command for live only here.</summary>
    private sealed class Vault(JsonElement config)
    {
        private readonly Money _startPrice = Yuan(config.GetProperty("startPrice").GetString()!);
        private readonly Rate _mint = Rate.FromParts(config.GetProperty("entryMintPpm").GetInt32());
        private readonly Rate _pay = Rate.FromParts(config.GetProperty("exitPayPpm").GetInt32());
        private readonly bool _restarts = config.GetProperty("zeroSupply").GetString() == "start";
        private readonly Dictionary<string, Points> _points = [];
        private readonly Dictionary<string, Money> _cash = [];

        // Injected while nothing circulated, which our rules refuse: it joins the pool with the next mint.
        private Money _stray;
        private Backing _backing = Backing.Open(Yuan(config.GetProperty("startPrice").GetString()!), Money.Zero);

        public bool Run(JsonElement operation)
        {
            var member = Text(operation, "member");
            return operation.GetProperty("op").GetString() switch
            {
                "order" => Order(member, Amount(operation, "inflow"), Amount(operation, "mintValue")),
                "deposit" => Order(member, Amount(operation, "inflow"), _mint.Of(Amount(operation, "inflow"))),
                "mint" => Mint(member, InPoints(Text(operation, "points"))),
                "sell" => Sell(member, Asked(operation, member)),
                "sellFor" => SellFor(member, Amount(operation, "amount")),
                "exit" => Exit(member, Asked(operation, member), Amount(operation, "valueCap")),
                "redeem" => Redeem(member, Asked(operation, member), operation),
                "reverse" => Reverse(member, Asked(operation, member), Amount(operation, "inflow")),
                "inject" => Inject(Amount(operation, "amount")),
                "retire" => Take(member, Asked(operation, member), Money.Zero, member),
                "transfer" => Transfer(Text(operation, "from"), Text(operation, "to"), Asked(operation, member)),
                var other => throw new NotSupportedException(other),
            };
        }

        public void Compare(JsonElement row, int index)
        {
            // A vault that starts again keeps in its assets what we put aside.
            var assets = _backing.Pool + _stray + (_restarts ? _backing.Reserve : Money.Zero);
            Assert.Equal((index, row.GetProperty("assets").GetString()), (index, assets.ToString()));
            Assert.Equal((index, row.GetProperty("supply").GetString()), (index, _backing.Circulating.ToString()));
            if (row.TryGetProperty("reserve", out var reserve))
            {
                Assert.Equal((index, reserve.GetString()), (index, _backing.Reserve.ToString()));
            }

            foreach (var member in row.GetProperty("members").EnumerateObject())
            {
                Assert.Equal(
                    (index, member.Value.GetProperty("points").GetString()), (index, Held(member.Name).ToString()));
                Assert.Equal((index, member.Value.GetProperty("cash").GetString()),
                    (index, _cash.GetValueOrDefault(member.Name).ToString()));
            }
        }

        private bool Order(string member, Money inflow, Money mintValue)
        {
            if (mintValue > inflow)
            {
                return false;
            }

            if (_backing.IsEmpty && _restarts)
            {
                Restart();
            }

            var left = _restarts && _backing.IsEmpty ? _backing.Reserve : Money.Zero;
            Give(member, inflow, _backing.Buys(mintValue)!.Value);
            _backing = _backing.ReturnReserve(left).Add(_stray);
            _stray = Money.Zero;
            return true;
        }

        private bool Mint(string member, Points points)
        {
            var value = Ceiling(points.Units, _backing.Pool.Units, _backing.Circulating.Units);
            Give(member, Money.FromUnits(Ceiling(value, Rate.PartsPerWhole, _mint.Parts)), points);
            return true;
        }

        private bool Sell(string member, Points points) =>
            Take(member, points, _pay.Of(_backing.Value(points.AtMost(Held(member)))), member);

        private bool SellFor(string member, Money amount)
        {
            var value = Ceiling(amount.Units, Rate.PartsPerWhole, _pay.Parts);
            var burnt = (BigInteger)value * _backing.Circulating.Units;
            var points = Points.FromUnits((long)((burnt + _backing.Pool.Units - 1) / _backing.Pool.Units));
            return Take(member, points, amount, member);
        }

        private bool Exit(string member, Points points, Money valueCap) =>
            Take(member, points, _pay.Of(_backing.Value(points).AtMost(valueCap)), member);

        private bool Redeem(string member, Points points, JsonElement operation)
        {
            var rate = operation.TryGetProperty("ratePpm", out var ppm) ? Rate.FromParts(ppm.GetInt32()) : Rate.Whole;
            return Take(member, points, rate.Of(_backing.Value(points)), "@goods");
        }

        private bool Reverse(string member, Points points, Money inflow) =>
            Take(member, points, _backing.Value(points).AtMost(inflow), "@refunds");

        private bool Inject(Money amount)
        {
            (_backing, _stray) = _backing.IsEmpty ? (_backing, _stray + amount) : (_backing.Add(amount), _stray);
            return true;
        }

        private bool Transfer(string from, string to, Points points)
        {
            if (points > Held(from))
            {
                return false;
            }

            _points[from] = Held(from) - points;
            _points[to] = Held(to) + points;
            return true;
        }

        private void Give(string member, Money inflow, Points points)
        {
            _backing = _backing.Deposit(inflow, points);
            _points[member] = Held(member) + points;
        }

        private bool Take(string member, Points points, Money leaving, string payee)
        {
            if (points > Held(member))
            {
                return false;
            }

            _backing = _backing.Burn(points, leaving);
            _points[member] = Held(member) - points;
            _cash[payee] = _cash.GetValueOrDefault(payee) + leaving;
            return true;
        }

        // Not our rule: the vault forgets the price and what is left belongs to whoever comes next. The first mint
        // is at the start price, so the kept price becomes that, and the reserve joins the pool with it.
        private void Restart()
        {
            var kept = new Price(_startPrice, Points.FromUnits(Points.UnitsPerPoint));
            _backing = Backing.Restore(Money.Zero, Points.Zero, Points.Zero, _backing.Reserve, kept, 0);
        }

        private Points Held(string member) => _points.GetValueOrDefault(member);

        private Points Asked(JsonElement operation, string member) =>
            Text(operation, "points") is var text && text == "all" ? Held(member) : InPoints(text);

        private static Money Amount(JsonElement operation, string name) => Yuan(Text(operation, name));

        private static string Text(JsonElement operation, string name) =>
            operation.TryGetProperty(name, out var value) ? value.GetString()! : "";

        private static long Ceiling(long a, long b, long divisor) =>
            (long)((((BigInteger)a * b) + divisor - 1) / divisor);
    }
}
