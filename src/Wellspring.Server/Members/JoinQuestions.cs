using Wellspring.Core;
using Wellspring.Server.Pages;

namespace Wellspring.Server.Members;

/// <summary>The three questions that show whether 7.1 was read; a wrong answer is explained and mended.</summary>
internal static class JoinQuestions
{
    public static IReadOnlyList<Question> All(string bound) =>
    [
        new(
            "q1", new("积分是什么?", "What are points?"),
            [
                ("deposit", new("存款或投资,有人担保", "A deposit or investment that somebody guarantees")),
                ("promotion", new("购物附带的促销权益,没有人担保", "A promotion that comes with purchases; nobody guarantees it")),
                ("currency", new("可以转让的虚拟货币", "A virtual currency that can be passed on")),
            ],
            "promotion",
            new(
                "积分只是购物附带的促销权益,没有任何机构担保。见开头一段。",
                "Points are only a promotion that comes with purchases; nobody guarantees them. See the first lines.")),
        new(
            "q2",
            new(
                "全体会员合计最多能拿回消费总额的多少?",
                "How much of total spend can all members together get back at most?"),
            [
                ("all", new("全部消费额", "All of it")),
                ("more", new("消费额的 120%", "120 % of it")),
                ("bound", new($"{bound}%,另加已公示的注资", $"{bound} %, plus disclosed injections")),
            ],
            "bound",
            new(
                $"合计最多 {bound}%:有人多拿,就有人少拿。见第 3 条。",
                $"At most {bound} % together: if some get more, others get less. See point 3.")),
        new(
            "q3", new("有人向您保证收益,您应当怎样?", "Somebody guarantees you a return. What should you do?"),
            [
                ("trust", new("相信并多买一些", "Believe it and buy more")),
                ("report", new("不相信,并举报", "Not believe it, and report it")),
                ("invite", new("邀请亲友一起参加", "Invite family and friends")),
            ],
            "report",
            new(
                "没有人可以保证收益;请勿相信并举报。见第 10 条。",
                "Nobody may guarantee a return; do not believe it, and report it. See point 10.")),
    ];

    /// <summary>The sentence for a question that is open or wrong; null when the answer is right.</summary>
    public static Bilingual? MistakeIn(Question question, Posted posted) => posted[question.Name] switch
    {
        "" => new("请选择一个答案。", "Choose an answer."),
        var answer when answer == question.Right => null,
        _ => question.Why,
    };
}

/// <summary>One question with its answers.</summary>
/// <param name="Why">What a wrong answer is told.</param>
public sealed record Question(
    string Name, Bilingual Text, IReadOnlyList<(string Value, Bilingual Text)> Answers, string Right, Bilingual Why);
