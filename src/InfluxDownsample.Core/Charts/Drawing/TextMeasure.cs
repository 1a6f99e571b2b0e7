using OxyPlot;

namespace InfluxDownsample.Core.Charts.Drawing;

/// <summary>
/// How large text will be. OxyPlot measures it as Arial on paper, 72 points an inch; a browser draws 96 pixels an inch, in a font that may be wider.
/// </summary>
internal sealed class TextMeasure() : PdfRenderContext(1, 1, OxyColors.White)
{
    private const double PixelsPerPoint = 96.0 / 72;
    private const double Wider = 1.12;

    /// <inheritdoc/>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
    {
        OxySize size = base.MeasureText(text, "Arial", fontSize, fontWeight);
        // It knows no signs beyond Latin-1, and takes them for nothing.
        int others = text?.EnumerateRunes().Count(static rune => rune.Value > 0xFF) ?? 0;
        return new OxySize((size.Width * PixelsPerPoint * Wider) + (others * fontSize), size.Height * PixelsPerPoint);
    }
}
