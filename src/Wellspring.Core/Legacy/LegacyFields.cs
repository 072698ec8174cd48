using System.Globalization;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>The kinds of fields that only commands about old debts have.</summary>
internal static class LegacyFields
{
    private const string DayForm = "yyyy-MM-dd";
    private static readonly int UnixDay = new DateOnly(1970, 1, 1).DayNumber;
    private static readonly DateOnly Earliest = new(1990, 1, 1);

    /// <summary>A calendar day as canonical lines write it.</summary>
    public static string DayOf(long day) =>
        DateOnly.FromDayNumber((int)day + UnixDay).ToString(DayForm, CultureInfo.InvariantCulture);

    extension(CommandFields of)
    {
        public ClaimKind Kind(string name) =>
            of.Choice(name, [ClaimKind.Cash, ClaimKind.OldPoints, ClaimKind.Goods], ClaimCodes.Code, isRequired: true);

        public OfferAnswer Answer(string name) =>
            of.Choice(name, [OfferAnswer.Yes, OfferAnswer.No, OfferAnswer.Later], ClaimCodes.Code, isRequired: true);

        public ClaimTransfer Transfer(string name) =>
            of.Choice(name, [ClaimTransfer.Assigned, ClaimTransfer.Inherited], ClaimCodes.Code, isRequired: true);

        /// <summary>A calendar day, counted from 1970-01-01.</summary>
        public long Day(string name)
        {
            var text = of.Prose(name, DayForm.Length);
            if (DateOnly.TryParseExact(text, DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && day >= Earliest && day.Year < 2200)
            {
                return day.DayNumber - UnixDay;
            }

            of.Report(name, "请写日期，如 \"2021-03-05\"（1990 至 2199 年）",
                "write a day such as \"2021-03-05\" (1990 to 2199)");
            return 0;
        }
    }
}
