using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Host.Running;

namespace OpenSQT.Lmax.EndToEnd.Tests;

public class NoticeTextTests
{
    [Fact]
    public void ShouldSayEveryNoticeInWords()
    {
        var words = new NoticeText(null);
        foreach (NoticeCode code in Enum.GetValues<NoticeCode>().Where(code => code != NoticeCode.None))
            Assert.False(words.Of(new Notice { Code = code }).StartsWith($"{code}: ", StringComparison.Ordinal),
                $"{code} has no words");
    }
}
