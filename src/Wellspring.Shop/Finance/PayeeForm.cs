using System.Globalization;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Finance;

/// <summary>Reads what a member typed about who they are and where they are paid; says what to mend.</summary>
public static class PayeeForm
{
    public const string Resident = "resident";
    private const int Adult = 18;
    private const int Child = 14;
    private const int TextLimit = 60;
    private const int ShortestAccount = 4;

    public static IReadOnlyList<string> Documents { get; } = [Resident, "passport", "other"];

    public static IReadOnlyList<string> PayChannels { get; } = [Channels.Manual, "wechat", "alipay"];

    /// <summary>The details in one form, or what is wrong with them.</summary>
    public static (PersonalDetails? Details, PayeeAnswer? Wrong) Read(NewPayee typed, DateOnly today)
    {
        var number = Plain(typed.Number);
        var born = typed.Document == Resident ? BirthdayIn(number) : typed.Born.Trim();
        var taxId = typed.TaxId.Trim().Length == 0 && typed.Document == Resident ? number : Plain(typed.TaxId);
        var details = new PersonalDetails(
            typed.Name.Trim(), typed.Document, number, born, taxId, typed.Channel, typed.Bank.Trim(),
            typed.Account.Trim().Replace(" ", "", StringComparison.Ordinal), typed.Holder.Trim());
        return WrongIn(details, today) is { } wrong ? (null, wrong) : (details, null);
    }

    /// <summary>Full years on a day; null where the birthday cannot be read.</summary>
    public static int? AgeOn(string born, DateOnly today)
    {
        if (!DateOnly.TryParseExact(
            born, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day > today)
        {
            return null;
        }

        var years = today.Year - day.Year;
        return day.AddYears(years) > today ? years - 1 : years;
    }

    /// <summary>Whether two names are one: white space and the middle dots of names aside.</summary>
    public static bool IsSameName(string left, string right) =>
        string.Equals(Folded(left), Folded(right), StringComparison.OrdinalIgnoreCase);

    private static PayeeAnswer? WrongIn(PersonalDetails it, DateOnly today) =>
        it.Name.Length is < 2 or > TextLimit ? PayeeAnswer.No("请填写证件上的姓名。", "Enter the name on your document.")
        : !Documents.Contains(it.Document) ? PayeeAnswer.No("请选择证件类型。", "Choose the kind of document.")
        : Identities.Mistake(it.Number) is { } mistake ? PayeeAnswer.No(mistake.Zh, mistake.En)
        : it.Document == Resident && it.Number.Length != 18
            ? PayeeAnswer.No("居民身份证号为 18 位。", "A resident identity number has 18 signs.")
        : AgeOn(it.Born, today) is not { } age
            ? PayeeAnswer.No("请填写出生日期,例如 1990-01-31。", "Enter the birthday, such as 1990-01-31.")
        : age < Child ? PayeeAnswer.No("未满14周岁须监护人同意,也不能提现;资料没有保存。",
            "Under 14 needs guardian consent and cannot cash out; nothing was stored.", "CN-PI-03")
        : age < Adult ? PayeeAnswer.No("未满18周岁不能成为推广员或代理,也不能提现;资料没有保存。",
            "People under 18 cannot be promoters or agents and cannot cash out; nothing was stored.", "CN-MLM-10")
        : it.TaxId.Length is not 0 and (< 6 or > 30) || !it.TaxId.All(char.IsAsciiLetterOrDigit)
            ? PayeeAnswer.No("纳税人识别号由 6 至 30 位字母和数字组成。", "A taxpayer number has 6 to 30 letters and digits.")
        : !PayChannels.Contains(it.Channel) ? PayeeAnswer.No("请选择收款方式。", "Choose how you are paid.")
        : it.Channel == Channels.Manual && it.Bank.Length is 0 or > TextLimit
            ? PayeeAnswer.No("请填写开户银行。", "Enter the name of the bank.")
        : it.Account.Length is < ShortestAccount or > TextLimit
            ? PayeeAnswer.No("请填写收款账号。", "Enter the account that receives the money.")
        : !IsSameName(it.Name, it.Holder)
            ? PayeeAnswer.No("只能提到本人账户:账户户名须与证件姓名一致。",
                "Cash-out only to your own account: its holder must have the name on the document.", "CN-PAY-05")
        : null;

    private static string BirthdayIn(string number) => number.Length == 18 && number[6..14].All(char.IsAsciiDigit)
        ? $"{number[6..10]}-{number[10..12]}-{number[12..14]}"
        : "";

    private static string Plain(string text) =>
        new([.. text.Trim().ToUpperInvariant().Where(letter => letter is not (' ' or '-'))]);

    private static string Folded(string name) =>
        new([.. name.Where(letter => !char.IsWhiteSpace(letter) && letter is not ('·' or '•' or '．' or '.'))]);
}
