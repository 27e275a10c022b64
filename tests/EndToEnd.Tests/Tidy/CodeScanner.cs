namespace OpenSQT.Lmax.EndToEnd.Tests.Tidy;

/// <summary>The scanners behind the rules see what they must see; a blind one would let every rule pass.</summary>
public sealed class CodeScanner
{
    [Theory]
    [InlineData("a // b\nc", "a     \nc")]
    [InlineData("a /* b\n */ c", "a     \n    c")]
    [InlineData("f(\"{ // \\\" }\") g", "f(           ) g")]
    [InlineData("f(@\"\\\") g", "f(    ) g")]
    [InlineData("f('{', '\\'') g", "f(   ,     ) g")]
    [InlineData("f($\"{x + \"}\"}{{\") g", "f(              ) g")]
    [InlineData("f(\"\"\"{ \" \"\"\") g", "f(          ) g")]
    [InlineData("@class x", "@class x")]
    public void ShouldBlankCommentsAndLiterals(string source, string code)
    {
        Assert.Equal(code, CodeText.Of(source));
    }

    [Fact]
    public void ShouldBlankOnlyCommentsWhenAsked()
    {
        Assert.Equal("f(\"// x\");     ", CodeText.Of("f(\"// x\"); // y", keepStrings: true));
    }

    [Fact]
    public void ShouldFindTypesAndMembers()
    {
        CodeBlocks blocks = CodeBlocks.Of(
            """
            namespace A.B;

            [Some(Name = "x")]
            public sealed record struct First(int X);

            internal sealed class Second<T> : Base
                where T : struct
            {
                private static readonly int[] Table = new int[]
                {
                    1,
                };

                public int Size { get; } = 3;

                private void Work(int count = 3)
                {
                    for (int i = 0; i < 3; i++)
                    {
                        Call(() => { Nothing(); });
                    }
                }

                public static bool operator ==(Second<T> a, Second<T> b)
                {
                    return true;
                }

                private enum Inner
                {
                    One,
                }
            }
            """);

        Assert.Equal([("First", true), ("Second", false)], blocks.TopTypes);
        Assert.Equal(["First", "Second", "Inner"], blocks.TypeNames);
        Assert.Equal([(14, 1), (16, 7), (24, 4)], blocks.Members.Select(m => (m.Line, m.Lines)));
    }
}
