using System.Globalization;
using System.Text;
using OpenSQT.Lmax.Gateways.Venues;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

/// <summary>Whole numbers are read as the framework reads them, whatever their length.</summary>
public sealed class WholeNumberTests
{
    [Fact]
    public void ShouldReadWhatTheFrameworkReadsAndNothingElse()
    {
        const string alphabet = "0123456789012345678901234567890123456789-/:.x";
        var random = new Random(3);
        for (int i = 0; i < 200_000; i++)
        {
            string text = string.Create(random.Next(0, 22), random, static (span, dice) =>
            {
                // Mostly digits, and now and then a neighbour of them in the alphabet.
                for (int at = 0; at < span.Length; at++)
                    span[at] = alphabet[dice.Next(dice.Next(4) == 0 ? alphabet.Length : 40)];
            });
            bool isRead = JsonScanner.TryReadLong(Encoding.ASCII.GetBytes(text), out long value);
            bool isNumber = long.TryParse(
                text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long expected)
                && text.TrimStart('-').Length <= 19 && expected != long.MinValue;

            Assert.True(isRead == isNumber && value == (isNumber ? expected : 0), $"'{text}': {isRead} {value}");
        }
    }
}
