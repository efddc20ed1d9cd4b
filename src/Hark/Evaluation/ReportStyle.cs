namespace Hark.Evaluation;

/// <summary>The report's style sheet. The pictures carry light colours of their own; in the dark it recolours them by class.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root {
          color-scheme: light dark;
          --page: #f4f6f8; --card: #ffffff; --ink: #1f2933; --muted: #5b6876; --line: #dfe5eb;
          --accent: #1d5fa8; --wrong: #c2410c; --notice: #fff6e5; --notice-line: #e0a030;
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--page); color: var(--ink); line-height: 1.5;
          font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif;
        }
        main { max-width: 1080px; margin: 0 auto; padding: 20px 16px 8px; }
        header, section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 22px 24px; margin: 0 0 16px; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
        h2 { font-size: 1.15rem; margin: 0 0 12px; }
        h3 { font-size: 1rem; margin: 16px 0 8px; }
        .eyebrow { margin: 0 0 4px; color: var(--accent); font-size: .8rem; font-weight: 600; letter-spacing: .08em; text-transform: uppercase; }
        .lead { margin: 4px 0 18px; color: var(--muted); overflow-wrap: anywhere; }
        .note { color: var(--muted); font-size: .9rem; margin: 10px 0 0; }
        .headline { display: flex; flex-wrap: wrap; gap: 16px 32px; align-items: center; }
        .accuracy .value { font-size: 3.2rem; font-weight: 700; line-height: 1; color: var(--accent); font-variant-numeric: tabular-nums; white-space: nowrap; }
        .accuracy .name { font-weight: 600; margin-top: 4px; }
        .interval { color: var(--muted); font-size: .9rem; }
        dl { margin: 0; }
        dt { color: var(--muted); font-size: .8rem; }
        dd { margin: 0; }
        .tiles { flex: 1 1 300px; display: grid; grid-template-columns: repeat(auto-fit, minmax(128px, 1fr)); gap: 10px; }
        .tiles div { border: 1px solid var(--line); border-radius: 8px; padding: 8px 10px; }
        .tiles dd { font-size: 1.1rem; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .tiles small { font-size: .8rem; font-weight: 400; color: var(--muted); }
        aside { background: var(--notice); border-left: 4px solid var(--notice-line); border-radius: 6px; padding: 12px 16px; margin: 18px 0 0; }
        aside h2 { font-size: .95rem; margin: 0 0 4px; }
        aside ul { margin: 0; padding-left: 20px; }
        .details { display: flex; flex-wrap: wrap; gap: 8px 28px; margin-top: 18px; font-size: .92rem; }
        .details dd { overflow-wrap: anywhere; }
        .command { margin: 12px 0 0; font-size: .92rem; }
        .command span { color: var(--muted); font-size: .8rem; display: block; }
        code { display: block; font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: .85rem; background: var(--page); border-radius: 6px; padding: 8px 10px; white-space: pre; overflow-x: auto; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); gap: 8px; }
        .plot { display: block; max-width: 100%; height: auto; }
        .pair .plot { width: 100%; }
        .scroll { overflow-x: auto; }
        .matrix { min-width: 480px; }
        .matrix .plot, .reliability .plot, .rejection .plot { margin: 0 auto; }
        .pairs { list-style: none; display: flex; flex-wrap: wrap; gap: 8px; padding: 0; margin: 0; }
        .pairs li { border: 1px solid var(--line); border-radius: 999px; padding: 3px 14px; }
        .arrow, .count { color: var(--muted); font-size: .85rem; }
        table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: 6px 10px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
        th:first-child { text-align: left; }
        thead th { color: var(--muted); font-size: .8rem; font-weight: 500; }
        tbody tr:last-child > * { border-bottom: 0; }
        .wide { width: 34%; min-width: 80px; }
        .bar { display: block; width: 100%; height: 8px; border-radius: 4px; }
        .bar .track { fill: var(--line); }
        .bar .fill { fill: var(--accent); }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 290px), 1fr)); gap: 14px; margin-top: 12px; }
        .card { border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; min-width: 0; }
        .card h3 { margin: 0 0 8px; }
        .heard { color: var(--wrong); }
        .sure { float: right; color: var(--muted); font-weight: 400; font-variant-numeric: tabular-nums; }
        .wave .plot { width: 100%; }
        .spectrogram { display: block; width: 100%; height: 96px; border-radius: 4px; margin: 6px 0; image-rendering: pixelated; }
        audio { display: block; width: 100%; height: 40px; margin: 8px 0 4px; }
        .file { margin: 0; color: var(--muted); font-size: .8rem; overflow-wrap: anywhere; }
        footer { max-width: 1080px; margin: 0 auto; padding: 4px 20px 28px; color: var(--muted); font-size: .85rem; }
        @media (max-width: 560px) {
          header, section { padding: 16px 14px; border-radius: 10px; }
          main { padding: 10px 8px 4px; }
          .accuracy .value { font-size: 2.6rem; }
          th, td { padding: 6px; }
          .wide { display: none; }
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #10151b; --card: #19212a; --ink: #e4eaf0; --muted: #9aa8b6; --line: #2c3742;
            --accent: #6fb0f5; --wrong: #ff9a62; --notice: #2a2418; --notice-line: #b98424;
          }
          .plot .paper { fill: var(--card); }
          .plot .ink { fill: var(--ink); }
          .plot .muted { fill: var(--muted); }
          .plot .grid { stroke: var(--line); }
          .plot .axis { stroke: #66737f; }
          .plot .hit { fill: #3f86d4; stroke: var(--line); }
          .plot .miss { fill: #d9622a; stroke: var(--line); }
          .plot .miss-line { stroke: var(--wrong); }
          .plot path.series-0, .plot line.series-0 { stroke: #6fb0f5; }
          .plot path.series-1, .plot line.series-1 { stroke: #ffa94d; }
          .plot .series-0.dot, .plot .series-0.area { fill: #6fb0f5; }
          .plot .series-1.dot { fill: #ffa94d; }
          .plot path.area { stroke: none; }
        }
        @media print {
          body { background: #fff; }
          header, section { break-inside: avoid; border-color: #ccc; }
          audio { display: none; }
        }

        """;
}
