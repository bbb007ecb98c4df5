import { BarChart } from 'echarts/charts';
import { GridSimpleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

// Bars are all that is drawn: with the library's other shapes the file would be over its limit of 150 kB compressed.
use([BarChart, GridSimpleComponent, CanvasRenderer]);

export { init };
