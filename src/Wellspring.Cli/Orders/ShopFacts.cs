using System.Collections.Immutable;
using Wellspring.Core;

namespace Wellspring.Cli.Orders;

/// <summary>What was measured on one real shop's year; the sample's distributions are fitted to it.</summary>
/// <remarks>
/// Measured on: Chen, D. (2015), Online Retail [Dataset], UCI Machine Learning Repository,
/// https://doi.org/10.24432/C5BW33, CC BY 4.0, summed to invoices. Counts and quantiles only, no row of it.
/// docs/concepts/sample-orders.md lists the same figures and how they were taken.
/// </remarks>
internal static class ShopFacts
{
    public const int Orders = 19_963;
    public const int AnonymousOrders = 1_427;
    public const int ZeroOrders = 4;
    public const int Adjustments = 2_101;

    /// <summary>Orders above zero of known customers.</summary>
    public const int KnownOrders = 18_532;

    /// <summary>Their mean in fen, without the two that were cancelled within minutes.</summary>
    public const long MeanAmount = 46_766;

    /// <summary>Of known orders, those with at least one matched refund.</summary>
    public const int RefundedOrders = 2_441;

    public const int MatchedRefunds = 2_728;

    /// <summary>Of those, matched by stock codes only.</summary>
    public const int CodesRefunds = 239;

    /// <summary>Matched refunds that give the whole order back at once.</summary>
    public const int WholeRefunds = 131;

    /// <summary>Matched refunds less than seven days after their order.</summary>
    public const int RefundsWithinSevenDays = 1_193;

    public const int UnmatchedRefunds = 1_108;
    public const int AnonymousRefunds = 182;

    /// <summary>From the first order's day to the last one's.</summary>
    public const int Days = 374;

    public const int Customers = 4_339;

    /// <summary>Refunded orders by number of refunds: one, two, …</summary>
    public static ImmutableArray<long> RefundsOfOneOrder { get; } = [2181, 237, 20, 2, 1];

    /// <summary>Customers with 1, 2, … 20 orders.</summary>
    public static ImmutableArray<long> CustomersByOrders { get; } =
        [1494, 835, 508, 387, 243, 172, 143, 98, 68, 54, 52, 45, 30, 20, 28, 11, 18, 14, 12, 12];

    /// <summary>Customers with more orders, by class; within a class all numbers are drawn alike.</summary>
    public static ImmutableArray<(int From, int To, long Customers)> KeenCustomers { get; } =
        [(21, 25, 32), (26, 30, 21), (31, 40, 19), (41, 60, 13), (61, 100, 7), (101, 210, 3)];

    /// <summary>Orders by weekday, Sunday first; the shop rested on Saturdays.</summary>
    public static ImmutableArray<long> ByWeekday { get; } = [2204, 3126, 3555, 3690, 4247, 3141, 0];

    /// <summary>Orders by hour of the day, from 0 to 23.</summary>
    public static ImmutableArray<long> ByHour { get; } =
        [0, 0, 0, 0, 0, 0, 1, 29, 566, 1485, 2361, 2396, 3219, 2754, 2457, 2337, 1335, 667, 192, 146, 18, 0, 0, 0];

    /// <summary>Orders by month, December to the December after; the last month ends on the 9th.</summary>
    public static ImmutableArray<long> ByMonth { get; } =
        [1559, 1086, 1101, 1454, 1246, 1681, 1533, 1475, 1361, 1838, 2040, 2770, 819];

    /// <summary>Orders by country: the twenty largest and all others together.</summary>
    public static ImmutableArray<(string Country, long Orders)> Countries { get; } =
    [
        ("United Kingdom", 18021), ("Germany", 457), ("France", 392), ("EIRE", 288), ("Belgium", 98),
        ("Netherlands", 95), ("Spain", 90), ("Portugal", 58), ("Australia", 57), ("Switzerland", 54),
        ("Finland", 41), ("Italy", 38), ("Norway", 36), ("Sweden", 36), ("Channel Islands", 26), ("Poland", 19),
        ("Japan", 19), ("Denmark", 18), ("Austria", 17), ("Cyprus", 16), ("Elsewhere", 87),
    ];

    /// <summary>
    /// Orders above zero of known customers, in fen, without the two that were cancelled within minutes.
    /// </summary>
    public static ImmutableArray<Quantile> Amounts { get; } =
    [
        new(0, 38), new(100, 850), new(250, 1734), new(500, 3820), new(1000, 8586), new(1500, 11276),
        new(2000, 13477), new(2500, 15803), new(3000, 18350), new(3500, 20994), new(4000, 24039), new(4500, 27456),
        new(5000, 30304), new(5500, 31609), new(6000, 34170), new(6500, 37500), new(7000, 41756), new(7500, 47160),
        new(8000, 54664), new(8500, 65386), new(9000, 82441), new(9250, 96999), new(9500, 123400),
        new(9600, 143075), new(9700, 172800), new(9800, 224269), new(9850, 278640), new(9900, 384088),
        new(9925, 439116), new(9950, 572500), new(9970, 813231), new(9980, 1026788), new(9990, 1402292),
        new(9995, 1884148), new(9998, 2220600), new(10000, 3897000),
    ];

    /// <summary>Orders without a customer, in fen.</summary>
    public static ImmutableArray<Quantile> AnonymousAmounts { get; } =
    [
        new(0, 42), new(500, 301), new(1000, 534), new(2500, 1738), new(4000, 14613), new(5000, 46492),
        new(6000, 76390), new(7500, 158723), new(9000, 306388), new(9500, 483942), new(9800, 687020),
        new(9900, 815903), new(9970, 1687458), new(10000, 5294094),
    ];

    /// <summary>Invoice lines of an order.</summary>
    public static ImmutableArray<Quantile> Lines { get; } =
    [
        new(0, 1), new(500, 1), new(1000, 2), new(2500, 6), new(5000, 15), new(7500, 28), new(9000, 48),
        new(9500, 65), new(9900, 111), new(9990, 239), new(10000, 542),
    ];

    /// <summary>Minutes from an order to a refund of it.</summary>
    public static ImmutableArray<Quantile> DelayMinutes { get; } =
    [
        new(0, 0), new(100, 2), new(300, 4), new(500, 10), new(750, 103), new(1000, 1467), new(1500, 2986),
        new(2000, 4515), new(2500, 5843), new(3000, 7131), new(3500, 8517), new(4000, 8995), new(4373, 10076),
        new(4500, 10156), new(5000, 11419), new(5500, 12833), new(6000, 14526), new(6500, 17587), new(7000, 21411),
        new(7500, 27269), new(8000, 33329), new(8500, 47195), new(9000, 70338), new(9500, 119628),
        new(9800, 188517), new(9900, 253399), new(10000, 521218),
    ];

    /// <summary>Partial refunds matched in full, in millionths of their order.</summary>
    public static ImmutableArray<Quantile> PartialShares { get; } =
    [
        new(0, 256), new(100, 1652), new(500, 4207), new(1000, 7079), new(2000, 12172), new(3000, 18058),
        new(4000, 25905), new(5000, 33678), new(6000, 45613), new(7000, 61172), new(8000, 90963), new(8500, 114891),
        new(9000, 156211), new(9250, 189427), new(9500, 248440), new(9700, 374100), new(9900, 590340),
        new(9950, 764705), new(10000, 970702),
    ];

    /// <summary>
    /// Refunds matched by stock codes only, in millionths of their order: some are more than all of it.
    /// </summary>
    public static ImmutableArray<Quantile> CodesShares { get; } =
    [
        new(0, 547), new(500, 3450), new(1000, 8279), new(2500, 19044), new(5000, 38743), new(7500, 102100),
        new(9000, 286296), new(9500, 968541), new(9600, 1035422), new(9800, 2955603), new(10000, 18140000),
    ];

    /// <summary>Refunds without an order, in fen.</summary>
    public static ImmutableArray<Quantile> UnmatchedAmounts { get; } =
    [
        new(0, 48), new(500, 295), new(1000, 495), new(2500, 1140), new(5000, 2568), new(7500, 10200),
        new(9000, 47772), new(9500, 113208), new(9800, 579118), new(9900, 742797), new(9970, 1688802),
        new(10000, 3897000),
    ];
}
