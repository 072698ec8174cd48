using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Texts;

namespace Wellspring.Shop.Merchants;

/// <summary>What merchants sell 商品. Placed orders keep what they were placed with.</summary>
public sealed class GoodsBook(ShopDatabase database, PoolGate gate, PoolClock clock)
{
    public const int NameLimit = 60;
    public const int DescriptionLimit = 1_000;
    public const int CategoryLimit = 20;
    private const int MostGoods = 5_000;
    private const long MostStock = 1_000_000_000;

    /// <summary>Goods by id, offered or withdrawn; null when there are none.</summary>
    public Goods? Find(string id) => database.Read(reader => Find(reader, id));

    /// <inheritdoc cref="Find(string)"/>
    public static Goods? Find(ShopReader reader, string id) => reader.One(
        $"""
        SELECT id, merchant, name, description, category, kind, price, cost, inflow_basis, stock, mints_until, state
        FROM goods WHERE id = {id}
        """,
        Read);

    public IReadOnlyList<Goods> Of(string merchant) => database.Read(reader => reader.All(
        $"""
        SELECT id, merchant, name, description, category, kind, price, cost, inflow_basis, stock, mints_until, state
        FROM goods WHERE merchant = {merchant} ORDER BY state, name, id
        """,
        Read));

    /// <summary>Adds goods or changes them, where nothing is wrong with what was typed.</summary>
    /// <param name="id">The goods to change; new ones when the id is not known.</param>
    public IReadOnlyList<Problem> Put(string merchant, string id, GoodsForm form, string by)
    {
        var problems = new List<Problem>();
        var read = Read(merchant, id, form, problems);
        return problems.Count > 0 ? problems : database.Write<IReadOnlyList<Problem>>(transaction =>
        {
            var known = Find(transaction, id);
            if (known is not null && known.Merchant != merchant)
            {
                return [new("", new("没有这件商品。", "There are no such goods."))];
            }

            if (read.Basis is InflowBasis.Margin
                && MerchantBook.Find(transaction, merchant) is not { Funding: FundingMode.OwnGoods })
            {
                return [new("basis", new("只有平台自营的商品能按毛利计算；请改为按佣金比例。",
                    "Only the operator's own goods can go by margin; choose the commission rate."))];
            }

            if (known is null && transaction.Number(
                $"SELECT count(*) FROM goods WHERE merchant = {merchant}") >= MostGoods)
            {
                return [new("", new($"一家商户最多 {MostGoods} 件商品。", $"A merchant has at most {MostGoods} goods."))];
            }

            if (Refused(transaction, read, by) is { Count: > 0 } refused)
            {
                return refused;
            }

            Write(transaction, read with { Stock = StockAfter(known?.Stock, form.StockShown, read.Stock) });
            Audit.Note(transaction, clock.Now(), by, known is null ? "goods.added" : "goods.changed", id,
                $"price {read.Price}");
            return [];
        });
    }

    // A refused text is kept as evidence and not stored; one that waits is stored and not shown.
    private List<Problem> Refused(ShopTransaction transaction, Goods goods, string by)
    {
        var text = string.Join('\n', goods.Name, goods.Category, goods.Description);
        var version = TextBook.Submit(
            transaction, new(TextKinds.Goods, goods.Id, text, by, IsOutside: true), clock.WallNow());
        return version.IsRefused ? [.. version.Reasons.Select(reason => new Problem("description", reason))] : [];
    }

    private Goods Read(string merchant, string id, GoodsForm form, List<Problem> problems)
    {
        var name = Wording.Line("name", new("商品名称", "the name"), form.Name, NameLimit, problems);
        var description = Wording.Lines(
            "description", new("说明", "the description"), form.Description, DescriptionLimit, problems);
        var category = Wording.Line("category", new("分类", "the category"), form.Category, CategoryLimit, problems);
        var price = Wording.Amount("price", new("售价", "the price"), form.Price, problems);
        var kind = Codes.Kind(form.Kind ?? "");
        var basis = Codes.Basis(form.Basis ?? "");
        if (kind is null || basis is null)
        {
            problems.Add(new("kind", new("请选择交付方式和计算方式。", "Choose how it is handed over and how it counts.")));
        }

        Money? cost = basis is InflowBasis.Margin
            ? Wording.Amount("cost", new("成本", "the cost"), form.Cost, problems, aboveZero: false)
            : null;
        return new(id, merchant, name, description, category, kind ?? GoodsKind.InStore, price, cost,
            basis ?? InflowBasis.Commission, StockOf(form.Stock, problems), EndOf(form.MintsUntil, problems),
            form.IsOffered);
    }

    private static long? StockOf(string? text, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (Decimals.TryRead(text.Trim(), 0, out var stock) && stock <= MostStock)
        {
            return stock;
        }

        problems.Add(new("stock", new("库存：请写 0 至 10 亿的整数，不计库存就留空。",
            "Stock: write a whole number up to 1,000,000,000, or leave it empty where none is counted.")));
        return null;
    }

    // What was sold while the form was open is not put back on the shelf: the change counts, not the number.
    private static long? StockAfter(long? now, string? shown, long? typed) =>
        now is { } left && typed is { } wanted && Decimals.TryRead(shown ?? "", 0, out var seen)
            ? Math.Clamp(left + wanted - seen, 0, MostStock)
            : typed;

    // The day is given and counts whole, in the plan's time zone.
    private Instant? EndOf(string? text, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (Days.TryRead(text.Trim(), out var day))
        {
            return Days.Start(day.AddDays(1), gate.Plan.Settings.TimeZone);
        }

        problems.Add(new("mints", new("积分截止日：请写日期，如 2026-12-31，不设就留空。",
            "Points until: write a date such as 2026-12-31, or leave it empty.")));
        return null;
    }

    private static void Write(ShopTransaction transaction, Goods goods) => transaction.Execute($"""
        INSERT INTO goods (id, merchant, name, description, category, kind, price, cost, inflow_basis, stock,
            mints_until, state)
        VALUES ({goods.Id}, {goods.Merchant}, {goods.Name}, {goods.Description}, {goods.Category},
            {goods.Kind.Code()}, {goods.Price}, {goods.Cost}, {goods.Basis.Code()}, {goods.Stock},
            {goods.MintsUntil}, {(goods.IsOffered ? "offered" : "withdrawn")})
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description,
            category = excluded.category, kind = excluded.kind, price = excluded.price, cost = excluded.cost,
            inflow_basis = excluded.inflow_basis, stock = excluded.stock, mints_until = excluded.mints_until,
            state = excluded.state
        """);

    private static Goods Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), Codes.Kind(row.Text(5))!.Value, row.Money(6),
        row.MoneyOrNull(7), Codes.Basis(row.Text(8))!.Value, row.IntegerOrNull(9), row.AtOrNull(10),
        row.Text(11) == "offered");
}

/// <summary>What was typed about goods, not yet read.</summary>
/// <param name="StockShown">The stock that the form showed when it was opened; null for new goods.</param>
public sealed record GoodsForm(
    string? Name, string? Description, string? Category, string? Kind, string? Price, string? Cost, string? Basis,
    string? Stock, string? MintsUntil, bool IsOffered, string? StockShown = null);
